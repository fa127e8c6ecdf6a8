ALTER TYPE "BatchKind" ADD VALUE 'create';

ALTER TABLE "Batch" ADD COLUMN "initStyle" TEXT;
