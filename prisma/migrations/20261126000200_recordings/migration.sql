CREATE TABLE "Recording" (
    "id" TEXT NOT NULL,
    "consoleId" TEXT NOT NULL,
    "guestId" TEXT NOT NULL,
    "hostId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "userName" TEXT NOT NULL,
    "role" "Role" NOT NULL,
    "isRequired" BOOLEAN NOT NULL,
    "sealedKey" TEXT NOT NULL,
    "startedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "endedAt" TIMESTAMPTZ(3),
    "ending" TEXT,
    "exitStatus" INTEGER,
    "bytes" BIGINT NOT NULL DEFAULT 0,
    "seconds" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "hash" TEXT,

    CONSTRAINT "Recording_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "Recording_consoleId_key" ON "Recording"("consoleId");
CREATE INDEX "Recording_guestId_startedAt_idx" ON "Recording"("guestId", "startedAt");
CREATE INDEX "Recording_endedAt_idx" ON "Recording"("endedAt");

ALTER TABLE "Recording" ADD CONSTRAINT "Recording_guestId_fkey" FOREIGN KEY ("guestId") REFERENCES "Guest"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "Recording" ADD CONSTRAINT "Recording_sealedKey_sealed" CHECK ("sealedKey" LIKE 'v1.%');
ALTER TABLE "Recording" ADD CONSTRAINT "Recording_ended" CHECK (("endedAt" IS NULL) = ("ending" IS NULL));
ALTER TABLE "Recording" ADD CONSTRAINT "Recording_counts" CHECK ("bytes" >= 0 AND "seconds" >= 0);

ALTER TABLE "Account" ADD COLUMN "recordsConsoles" BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE "Guest" ADD COLUMN "recordsConsoles" BOOLEAN;
