-- The limits that no pool holds. What is left out has its default; see services/limit/columns.ts.
ALTER TABLE "Plan" ADD COLUMN "moreLimits" JSONB NOT NULL DEFAULT '{}';
ALTER TABLE "Guest" ADD COLUMN "moreLimits" JSONB NOT NULL DEFAULT '{}';
ALTER TABLE "Plan" ADD CONSTRAINT "Plan_moreLimits_check" CHECK (jsonb_typeof("moreLimits") = 'object');
ALTER TABLE "Guest" ADD CONSTRAINT "Guest_moreLimits_check" CHECK (jsonb_typeof("moreLimits") = 'object');
