-- In the bin: down, out of the lists, and deleted when its time is up.
ALTER TABLE "Guest" ADD COLUMN "binnedAt" TIMESTAMPTZ(3);
ALTER TABLE "Guest" ADD COLUMN "purgeAt" TIMESTAMPTZ(3);
ALTER TABLE "Guest" ADD COLUMN "binnedByName" TEXT;
ALTER TABLE "Guest" ADD CONSTRAINT "Guest_bin_check" CHECK (("binnedAt" IS NULL) = ("purgeAt" IS NULL));
CREATE INDEX "Guest_purgeAt_idx" ON "Guest"("purgeAt") WHERE "purgeAt" IS NOT NULL;

CREATE TYPE "SuspensionStep" AS ENUM ('lifted', 'warned', 'throttled', 'stopped');

CREATE TABLE "Suspension" (
    "guestId" TEXT NOT NULL,
    "step" "SuspensionStep" NOT NULL,
    "reason" TEXT NOT NULL,
    "byName" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "nextStep" "SuspensionStep",
    "nextAt" TIMESTAMPTZ(3),
    "wasRunning" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "Suspension_pkey" PRIMARY KEY ("guestId")
);
ALTER TABLE "Suspension" ADD CONSTRAINT "Suspension_guestId_fkey" FOREIGN KEY ("guestId") REFERENCES "Guest"("id") ON DELETE CASCADE ON UPDATE CASCADE;
-- A plan goes on up the ladder only.
ALTER TABLE "Suspension" ADD CONSTRAINT "Suspension_next_check"
  CHECK (("nextStep" IS NULL) = ("nextAt" IS NULL) AND ("nextStep" IS NULL OR "nextStep" > "step"));
