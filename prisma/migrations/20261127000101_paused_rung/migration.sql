ALTER TYPE "SuspensionStep" ADD VALUE 'paused' BEFORE 'stopped';
ALTER TABLE "Suspension" ADD COLUMN "hasPaused" BOOLEAN NOT NULL DEFAULT false;
