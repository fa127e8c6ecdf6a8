CREATE TABLE "HostAlert" (
    "ruleId" TEXT NOT NULL,
    "hostId" TEXT NOT NULL,
    "state" "AlertState" NOT NULL DEFAULT 'fine',
    "since" TIMESTAMPTZ(3),
    "value" DOUBLE PRECISION,
    "changedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "HostAlert_pkey" PRIMARY KEY ("ruleId","hostId")
);

ALTER TABLE "HostAlert" ADD CONSTRAINT "HostAlert_ruleId_fkey" FOREIGN KEY ("ruleId") REFERENCES "AlertRule"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "HostAlert" ADD CONSTRAINT "HostAlert_hostId_fkey" FOREIGN KEY ("hostId") REFERENCES "Host"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "AlertDelivery" ADD COLUMN "hostId" TEXT;
ALTER TABLE "AlertDelivery" ADD CONSTRAINT "AlertDelivery_about_check" CHECK ("guestId" IS NULL OR "hostId" IS NULL);
