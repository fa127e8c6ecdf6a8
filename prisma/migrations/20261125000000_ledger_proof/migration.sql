-- Comparisons of the ledger with the guests and their hosts.
CREATE TABLE "LedgerProof" (
    "id" TEXT NOT NULL,
    "startedAt" TIMESTAMPTZ(3) NOT NULL,
    "finishedAt" TIMESTAMPTZ(3) NOT NULL,
    "guests" INTEGER NOT NULL,
    "unheard" TEXT[],
    "drifts" JSONB NOT NULL,

    CONSTRAINT "LedgerProof_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "LedgerProof_finishedAt_idx" ON "LedgerProof"("finishedAt");
