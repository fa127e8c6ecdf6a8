-- When the person behind a sign-in last proved who they are; null = never since this was recorded.
ALTER TABLE "Session" ADD COLUMN "provedAt" TIMESTAMPTZ(3);

-- Wrong passwords and codes: a restart, or another process of the panel, must not forget them.
CREATE TABLE "Attempts" (
    "key" TEXT NOT NULL,
    "times" TIMESTAMPTZ(3)[] NOT NULL,
    "lastAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Attempts_pkey" PRIMARY KEY ("key")
);

CREATE INDEX "Attempts_lastAt_idx" ON "Attempts"("lastAt");
