CREATE TYPE "ConsoleGrantKind" AS ENUM ('consent', 'breakGlass');
CREATE TYPE "ConsoleGrantState" AS ENUM ('asked', 'granted', 'refused', 'ended');
CREATE TYPE "ConsoleMode" AS ENUM ('owner', 'peer', 'observer');

CREATE TABLE "ConsoleGrant" (
    "id" TEXT NOT NULL,
    "guestId" TEXT NOT NULL,
    "kind" "ConsoleGrantKind" NOT NULL,
    "state" "ConsoleGrantState" NOT NULL,
    "userId" TEXT,
    "userName" TEXT,
    "minutes" INTEGER NOT NULL,
    "note" TEXT,
    "createdById" TEXT NOT NULL,
    "createdByName" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "askedUntil" TIMESTAMPTZ(3),
    "decidedById" TEXT,
    "decidedByName" TEXT,
    "decidedAt" TIMESTAMPTZ(3),
    "expiresAt" TIMESTAMPTZ(3),
    "endedByName" TEXT,
    "endedAt" TIMESTAMPTZ(3),

    CONSTRAINT "ConsoleGrant_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "ConsoleShare" (
    "id" TEXT NOT NULL,
    "consoleId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "mode" "ConsoleMode" NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "endedAt" TIMESTAMPTZ(3),

    CONSTRAINT "ConsoleShare_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "ConsoleAttachment" (
    "id" TEXT NOT NULL,
    "guestId" TEXT NOT NULL,
    "consoleId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "mode" "ConsoleMode" NOT NULL,
    "via" TEXT NOT NULL,
    "openedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "seenAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ConsoleAttachment_pkey" PRIMARY KEY ("id")
);

ALTER TABLE "ConsoleTicket" ADD COLUMN "mode" "ConsoleMode" NOT NULL DEFAULT 'owner', ADD COLUMN "origin" TEXT;
ALTER TABLE "Console"
    ADD COLUMN "hostId" TEXT,
    ADD COLUMN "via" TEXT NOT NULL DEFAULT 'browser',
    ADD COLUMN "grantId" TEXT,
    ADD COLUMN "endedByName" TEXT;

CREATE INDEX "ConsoleGrant_guestId_state_idx" ON "ConsoleGrant"("guestId", "state");
CREATE INDEX "ConsoleGrant_state_createdAt_idx" ON "ConsoleGrant"("state", "createdAt");
CREATE UNIQUE INDEX "ConsoleShare_consoleId_userId_key" ON "ConsoleShare"("consoleId", "userId");
CREATE INDEX "ConsoleAttachment_guestId_idx" ON "ConsoleAttachment"("guestId");

ALTER TABLE "ConsoleGrant" ADD CONSTRAINT "ConsoleGrant_guestId_fkey" FOREIGN KEY ("guestId") REFERENCES "Guest"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "ConsoleShare" ADD CONSTRAINT "ConsoleShare_consoleId_fkey" FOREIGN KEY ("consoleId") REFERENCES "Console"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "ConsoleShare" ADD CONSTRAINT "ConsoleShare_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "ConsoleAttachment" ADD CONSTRAINT "ConsoleAttachment_guestId_fkey" FOREIGN KEY ("guestId") REFERENCES "Guest"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- A day of consent at most, an hour without it; and nobody is their own second person.
ALTER TABLE "ConsoleGrant" ADD CONSTRAINT "ConsoleGrant_minutes_check" CHECK (
  "minutes" BETWEEN 1 AND CASE "kind" WHEN 'breakGlass' THEN 60 ELSE 1440 END);
ALTER TABLE "ConsoleGrant" ADD CONSTRAINT "ConsoleGrant_second_check" CHECK (
  "kind" <> 'breakGlass' OR "decidedById" IS NULL OR "decidedById" <> "createdById");
ALTER TABLE "ConsoleGrant" ADD CONSTRAINT "ConsoleGrant_granted_check" CHECK (
  "state" <> 'granted' OR "expiresAt" IS NOT NULL);

-- Whatever a right may hang on tells the panel of each change, as KIND:ID: nothing that changes it can forget to.
CREATE FUNCTION notify_access() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    PERFORM pg_notify('access', TG_ARGV[0] || ':' || coalesce(to_jsonb(OLD) ->> TG_ARGV[1], ''));
  ELSE
    PERFORM pg_notify('access', TG_ARGV[0] || ':' || coalesce(to_jsonb(NEW) ->> TG_ARGV[1], ''));
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER session_access AFTER UPDATE OR DELETE ON "Session"
  FOR EACH ROW EXECUTE FUNCTION notify_access('session', 'id');
CREATE TRIGGER user_access AFTER UPDATE OR DELETE ON "User"
  FOR EACH ROW EXECUTE FUNCTION notify_access('user', 'id');
CREATE TRIGGER account_access AFTER UPDATE OR DELETE ON "Account"
  FOR EACH ROW EXECUTE FUNCTION notify_access('account', 'id');
CREATE TRIGGER guest_access AFTER UPDATE OR DELETE ON "Guest"
  FOR EACH ROW EXECUTE FUNCTION notify_access('guest', 'id');
CREATE TRIGGER role_access AFTER UPDATE OR DELETE ON "AccountRole"
  FOR EACH ROW EXECUTE FUNCTION notify_access('account', 'accountId');
CREATE TRIGGER guest_grant_access AFTER UPDATE OR DELETE ON "GuestGrant"
  FOR EACH ROW EXECUTE FUNCTION notify_access('user', 'userId');
CREATE TRIGGER meter_access AFTER UPDATE ON "TrafficMeter"
  FOR EACH ROW WHEN (OLD."action" IS DISTINCT FROM NEW."action") EXECUTE FUNCTION notify_access('guest', 'guestId');
CREATE TRIGGER grant_access AFTER INSERT OR UPDATE OR DELETE ON "ConsoleGrant"
  FOR EACH ROW EXECUTE FUNCTION notify_access('guest', 'guestId');
CREATE TRIGGER share_access AFTER UPDATE OR DELETE ON "ConsoleShare"
  FOR EACH ROW EXECUTE FUNCTION notify_access('console', 'consoleId');
CREATE TRIGGER console_access AFTER UPDATE ON "Console"
  FOR EACH ROW WHEN (OLD."endedByName" IS DISTINCT FROM NEW."endedByName")
  EXECUTE FUNCTION notify_access('guest', 'guestId');
