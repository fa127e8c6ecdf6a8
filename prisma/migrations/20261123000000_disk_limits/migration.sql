-- A new value of an enum can be used only after it is committed: the rows are in the next migration.
ALTER TYPE "AllowanceKind" ADD VALUE 'diskBytes';
ALTER TYPE "AllowanceKind" ADD VALUE 'inodes';

ALTER TABLE "Plan" ADD COLUMN "diskBytes" BIGINT, ADD COLUMN "inodes" BIGINT;
ALTER TABLE "Guest" ADD COLUMN "diskBytes" BIGINT, ADD COLUMN "inodes" BIGINT;
-- The same bounds as core/limit/model.ts.
ALTER TABLE "Plan" ADD CONSTRAINT "Plan_disk_check" CHECK ("diskBytes" >= 16777216 AND "inodes" >= 256);
ALTER TABLE "Guest" ADD CONSTRAINT "Guest_disk_check" CHECK ("diskBytes" >= 16777216 AND "inodes" >= 256);
