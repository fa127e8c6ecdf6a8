ALTER TABLE "Plan"
  ADD COLUMN "familyId" TEXT,
  ADD COLUMN "version" INTEGER NOT NULL DEFAULT 1,
  ADD COLUMN "supersededAt" TIMESTAMPTZ(3),
  ADD COLUMN "retiredAt" TIMESTAMPTZ(3);
UPDATE "Plan" SET "familyId" = "id";
ALTER TABLE "Plan" ALTER COLUMN "familyId" SET NOT NULL;
ALTER TABLE "Plan" ADD CONSTRAINT "Plan_version_check" CHECK ("version" >= 1);
CREATE UNIQUE INDEX "Plan_familyId_version_key" ON "Plan"("familyId", "version");

-- A name is taken by the newest version of a plan, and a plan has one newest version.
DROP INDEX "Plan_owner_name_key";
CREATE UNIQUE INDEX "Plan_owner_name_key" ON "Plan" (coalesce("accountId", ''), "name") WHERE "supersededAt" IS NULL;
CREATE UNIQUE INDEX "Plan_newest_key" ON "Plan" ("familyId") WHERE "supersededAt" IS NULL;

CREATE TYPE "BatchKind" AS ENUM ('start', 'stop', 'restart', 'applyPlan');
CREATE TYPE "BatchState" AS ENUM ('running', 'done', 'cancelled');
CREATE TYPE "BatchItemState" AS ENUM ('waiting', 'running', 'done', 'failed', 'skipped');

CREATE TABLE "Batch" (
    "id" TEXT NOT NULL,
    "kind" "BatchKind" NOT NULL,
    "userId" TEXT NOT NULL,
    "userName" TEXT NOT NULL,
    "sessionId" TEXT NOT NULL,
    "accountId" TEXT,
    "planId" TEXT,
    "state" "BatchState" NOT NULL DEFAULT 'running',
    "requestKey" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finishedAt" TIMESTAMPTZ(3),
    "leaseUntil" TIMESTAMPTZ(3),

    CONSTRAINT "Batch_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "Batch_plan_check" CHECK (("kind" = 'applyPlan') = ("planId" IS NOT NULL))
);

CREATE TABLE "BatchItem" (
    "batchId" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "guestId" TEXT NOT NULL,
    "state" "BatchItemState" NOT NULL DEFAULT 'waiting',
    "message" TEXT,
    "operationId" TEXT,
    "startedAt" TIMESTAMPTZ(3),
    "finishedAt" TIMESTAMPTZ(3),

    CONSTRAINT "BatchItem_pkey" PRIMARY KEY ("batchId", "position")
);

CREATE UNIQUE INDEX "Batch_userId_requestKey_key" ON "Batch"("userId", "requestKey");
CREATE INDEX "Batch_state_idx" ON "Batch"("state");
CREATE INDEX "BatchItem_guestId_idx" ON "BatchItem"("guestId");

ALTER TABLE "Batch" ADD CONSTRAINT "Batch_planId_fkey" FOREIGN KEY ("planId") REFERENCES "Plan"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "BatchItem" ADD CONSTRAINT "BatchItem_batchId_fkey" FOREIGN KEY ("batchId") REFERENCES "Batch"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "BatchItem" ADD CONSTRAINT "BatchItem_guestId_fkey" FOREIGN KEY ("guestId") REFERENCES "Guest"("id") ON DELETE CASCADE ON UPDATE CASCADE;
