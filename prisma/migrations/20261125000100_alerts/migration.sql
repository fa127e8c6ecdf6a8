CREATE TYPE "AlertState" AS ENUM ('fine', 'firing');
CREATE TYPE "AlertChannel" AS ENUM ('email', 'webhook');
CREATE TYPE "DeliveryState" AS ENUM ('waiting', 'sent', 'failed');

CREATE TABLE "AlertRule" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "guestId" TEXT,
    "subject" TEXT NOT NULL,
    "threshold" DOUBLE PRECISION NOT NULL,
    "clearBelow" DOUBLE PRECISION NOT NULL,
    "forSeconds" INTEGER NOT NULL,
    "email" BOOLEAN NOT NULL,
    "webhookUrl" TEXT,
    "webhookSecret" TEXT,
    "quietFrom" INTEGER,
    "quietUntil" INTEGER,
    "timeZone" TEXT NOT NULL DEFAULT 'UTC',
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "AlertRule_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "Alert" (
    "ruleId" TEXT NOT NULL,
    "guestId" TEXT NOT NULL,
    "state" "AlertState" NOT NULL DEFAULT 'fine',
    "since" TIMESTAMPTZ(3),
    "value" DOUBLE PRECISION,
    "changedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Alert_pkey" PRIMARY KEY ("ruleId","guestId")
);

CREATE TABLE "AlertDelivery" (
    "id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "ruleId" TEXT NOT NULL,
    "guestId" TEXT,
    "channel" "AlertChannel" NOT NULL,
    "body" JSONB NOT NULL,
    "state" "DeliveryState" NOT NULL DEFAULT 'waiting',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "nextAt" TIMESTAMPTZ(3) NOT NULL,
    "error" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "sentAt" TIMESTAMPTZ(3),

    CONSTRAINT "AlertDelivery_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "AlertRule_userId_idx" ON "AlertRule"("userId");
CREATE UNIQUE INDEX "AlertDelivery_key_key" ON "AlertDelivery"("key");
CREATE INDEX "AlertDelivery_state_nextAt_idx" ON "AlertDelivery"("state", "nextAt");
CREATE INDEX "AlertDelivery_ruleId_createdAt_idx" ON "AlertDelivery"("ruleId", "createdAt");

ALTER TABLE "AlertRule" ADD CONSTRAINT "AlertRule_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "AlertRule" ADD CONSTRAINT "AlertRule_guestId_fkey" FOREIGN KEY ("guestId") REFERENCES "Guest"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "Alert" ADD CONSTRAINT "Alert_ruleId_fkey" FOREIGN KEY ("ruleId") REFERENCES "AlertRule"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "Alert" ADD CONSTRAINT "Alert_guestId_fkey" FOREIGN KEY ("guestId") REFERENCES "Guest"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "AlertDelivery" ADD CONSTRAINT "AlertDelivery_ruleId_fkey" FOREIGN KEY ("ruleId") REFERENCES "AlertRule"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "AlertRule" ADD CONSTRAINT "AlertRule_clear_check" CHECK ("clearBelow" <= "threshold");
ALTER TABLE "AlertRule" ADD CONSTRAINT "AlertRule_quiet_check" CHECK (
  ("quietFrom" IS NULL) = ("quietUntil" IS NULL)
  AND ("quietFrom" BETWEEN 0 AND 1439 OR "quietFrom" IS NULL)
  AND ("quietUntil" BETWEEN 0 AND 1439 OR "quietUntil" IS NULL));
ALTER TABLE "AlertRule" ADD CONSTRAINT "AlertRule_webhook_check" CHECK (
  ("webhookUrl" IS NULL) = ("webhookSecret" IS NULL));
