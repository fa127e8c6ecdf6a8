-- A new value of an enum can be used only after it is committed: the rows are in the next migration.
ALTER TYPE "AllowanceKind" ADD VALUE 'addresses4';
ALTER TYPE "AllowanceKind" ADD VALUE 'addresses6';
ALTER TYPE "AllowanceKind" ADD VALUE 'trafficBytes';

CREATE TYPE "AddressKind" AS ENUM ('public', 'private');
CREATE TYPE "AddressState" AS ENUM ('reserved', 'assigned', 'quarantined', 'free');
CREATE TYPE "TrafficAction" AS ENUM ('notify', 'throttle', 'suspend');
CREATE TYPE "TrafficState" AS ENUM ('fine', 'warned', 'exceeded');

CREATE TABLE "AddressPool" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "hostId" TEXT,
    "kind" "AddressKind" NOT NULL,
    "family" INTEGER NOT NULL,
    "prefix" INET NOT NULL,
    "gateway" INET,
    "parent" TEXT,
    "reverseZone" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "AddressPool_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "Address" (
    "id" TEXT NOT NULL,
    "poolId" TEXT,
    "address" INET NOT NULL,
    "state" "AddressState" NOT NULL,
    "guestId" TEXT,
    "resellerId" TEXT,
    "reverseName" TEXT,
    "note" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "releasedAt" TIMESTAMPTZ(3),
    "freeAt" TIMESTAMPTZ(3),

    CONSTRAINT "Address_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "TrafficDay" (
    "guestId" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "inBytes" BIGINT NOT NULL DEFAULT 0,
    "outBytes" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "TrafficDay_pkey" PRIMARY KEY ("guestId", "day")
);

CREATE TABLE "TrafficMeter" (
    "guestId" TEXT NOT NULL,
    "inBytes" BIGINT NOT NULL DEFAULT 0,
    "outBytes" BIGINT NOT NULL DEFAULT 0,
    "bookedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "state" "TrafficState" NOT NULL DEFAULT 'fine',
    "stateAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "action" "TrafficAction",
    "before" JSONB,

    CONSTRAINT "TrafficMeter_pkey" PRIMARY KEY ("guestId")
);

ALTER TABLE "Guest" ADD COLUMN "trafficBytes" BIGINT, ADD COLUMN "networkIntentAt" TIMESTAMPTZ(3);
ALTER TABLE "Plan"
  ADD COLUMN "networkMode" TEXT NOT NULL DEFAULT 'none',
  ADD COLUMN "addresses4" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "addresses6" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "addressKind" "AddressKind" NOT NULL DEFAULT 'public',
  ADD COLUMN "trafficBytes" BIGINT,
  ADD COLUMN "trafficResetDay" INTEGER NOT NULL DEFAULT 1,
  ADD COLUMN "trafficAction" "TrafficAction" NOT NULL DEFAULT 'notify',
  ADD COLUMN "trafficThrottleBits" BIGINT NOT NULL DEFAULT 1000000;

CREATE UNIQUE INDEX "AddressPool_name_key" ON "AddressPool"("name");
CREATE INDEX "Address_poolId_state_idx" ON "Address"("poolId", "state");
CREATE INDEX "Address_guestId_idx" ON "Address"("guestId");
CREATE INDEX "Address_address_createdAt_idx" ON "Address"("address", "createdAt");

ALTER TABLE "AddressPool" ADD CONSTRAINT "AddressPool_hostId_fkey" FOREIGN KEY ("hostId") REFERENCES "Host"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "Address" ADD CONSTRAINT "Address_poolId_fkey" FOREIGN KEY ("poolId") REFERENCES "AddressPool"("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "Address" ADD CONSTRAINT "Address_guestId_fkey" FOREIGN KEY ("guestId") REFERENCES "Guest"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "Address" ADD CONSTRAINT "Address_resellerId_fkey" FOREIGN KEY ("resellerId") REFERENCES "Account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "TrafficDay" ADD CONSTRAINT "TrafficDay_guestId_fkey" FOREIGN KEY ("guestId") REFERENCES "Guest"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "TrafficMeter" ADD CONSTRAINT "TrafficMeter_guestId_fkey" FOREIGN KEY ("guestId") REFERENCES "Guest"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What follows is not expressible in schema.prisma.

-- An address has one holder in the whole installation, so that "who has it" has one answer.
CREATE UNIQUE INDEX "Address_taken_key" ON "Address" ("address") WHERE "state" <> 'free';
ALTER TABLE "AddressPool" ADD CONSTRAINT "AddressPool_overlap" EXCLUDE USING gist ("prefix" inet_ops WITH &&);

ALTER TABLE "AddressPool" ADD CONSTRAINT "AddressPool_prefix_check" CHECK (
  "prefix" = network("prefix")::inet AND "family" = family("prefix")
  AND ("gateway" IS NULL OR family("gateway") = "family"));
ALTER TABLE "Address" ADD CONSTRAINT "Address_single_check" CHECK (
  masklen("address") = CASE family("address") WHEN 4 THEN 32 ELSE 128 END);
ALTER TABLE "Address" ADD CONSTRAINT "Address_state_check" CHECK (
  ("state" <> 'assigned' OR "guestId" IS NOT NULL)
  AND ("state" = 'free' OR "poolId" IS NOT NULL)
  AND ("state" IN ('quarantined', 'free')) = ("releasedAt" IS NOT NULL)
  AND ("state" <> 'quarantined' OR "freeAt" IS NOT NULL));
ALTER TABLE "Plan" ADD CONSTRAINT "Plan_network_check" CHECK (
  "networkMode" IN ('none', 'private', 'shared') AND "addresses4" BETWEEN 0 AND 16 AND "addresses6" BETWEEN 0 AND 16
  AND "addresses4" + "addresses6" <= 16 AND ("networkMode" <> 'none' OR "addresses4" + "addresses6" = 0));
ALTER TABLE "Plan" ADD CONSTRAINT "Plan_traffic_check" CHECK (
  "trafficBytes" >= 1048576 AND "trafficResetDay" BETWEEN 1 AND 28 AND "trafficThrottleBits" >= 64000);
ALTER TABLE "Guest" ADD CONSTRAINT "Guest_traffic_check" CHECK ("trafficBytes" >= 1048576);
ALTER TABLE "TrafficDay" ADD CONSTRAINT "TrafficDay_bytes_check" CHECK ("inBytes" >= 0 AND "outBytes" >= 0);

-- The lowest addresses of a network that guests may have: not the network's own, the broadcast address (RFC 919; a /31
-- has none, RFC 3021), what is in `keep`, or what somebody has.
CREATE FUNCTION free_addresses(net inet, keep inet[], wanted int) RETURNS SETOF inet
LANGUAGE plpgsql STABLE AS $$
DECLARE
  bits int := CASE family(net) WHEN 4 THEN 32 ELSE 128 END;
  candidate inet := set_masklen(net, bits);
  highest inet := set_masklen(broadcast(net), bits);
BEGIN
  IF masklen(net) < bits - 1 THEN
    candidate := candidate + 1;
    IF family(net) = 4 THEN highest := highest - 1; END IF;
  END IF;
  WHILE wanted > 0 AND candidate <= highest LOOP
    IF candidate = ANY (keep) THEN
      candidate := candidate + 1;
    ELSIF EXISTS (SELECT FROM "Address" a WHERE a."address" = candidate AND a."state" <> 'free') THEN
      -- What follows the last of the row of taken ones that begins here.
      SELECT min(a."address") + 1 INTO candidate FROM "Address" a
      WHERE a."address" >= candidate AND a."state" <> 'free' AND NOT EXISTS (
        SELECT FROM "Address" b WHERE b."address" = a."address" + 1 AND b."state" <> 'free');
    ELSE
      RETURN NEXT candidate;
      wanted := wanted - 1;
      candidate := candidate + 1;
    END IF;
  END LOOP;
END $$;
