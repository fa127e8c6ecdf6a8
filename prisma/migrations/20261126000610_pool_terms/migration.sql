CREATE TYPE "Overuse" AS ENUM ('block', 'notify', 'allow');

CREATE TABLE "PoolTerms" (
    "accountId" TEXT NOT NULL,
    "oversellPercent" INTEGER NOT NULL DEFAULT 0,
    "overuse" "Overuse" NOT NULL DEFAULT 'block',
    "customers" INTEGER,
    "guestMemoryBytes" BIGINT,
    "guestMillicores" INTEGER,
    "guestDiskBytes" BIGINT,
    "overusedAt" TIMESTAMPTZ(3),

    CONSTRAINT "PoolTerms_pkey" PRIMARY KEY ("accountId"),
    CONSTRAINT "PoolTerms_check" CHECK ("oversellPercent" BETWEEN 0 AND 1000 AND "customers" >= 0
      AND "guestMemoryBytes" > 0 AND "guestMillicores" > 0 AND "guestDiskBytes" > 0)
);

ALTER TABLE "PoolTerms" ADD CONSTRAINT "PoolTerms_accountId_fkey" FOREIGN KEY ("accountId") REFERENCES "Account"("id") ON DELETE CASCADE ON UPDATE CASCADE;
