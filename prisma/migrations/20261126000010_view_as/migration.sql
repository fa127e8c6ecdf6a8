-- One open invitation per account and address; another account's must not stand in the way.
DROP INDEX "Invitation_open_key";
CREATE UNIQUE INDEX "Invitation_open_key" ON "Invitation"("email", coalesce("accountId", ''))
  WHERE "acceptedAt" IS NULL AND "revokedAt" IS NULL;

ALTER TABLE "Session" ADD COLUMN "viewAsUserId" TEXT;
ALTER TABLE "Session" ADD COLUMN "viewAsUntil" TIMESTAMPTZ(3);
ALTER TABLE "Session" ADD CONSTRAINT "Session_viewAsUserId_fkey" FOREIGN KEY ("viewAsUserId") REFERENCES "User"("id") ON DELETE SET NULL ON UPDATE CASCADE;
CREATE INDEX "Session_viewAsUserId_idx" ON "Session"("viewAsUserId");

-- Set when somebody acted while they viewed the panel as another user; the row's user is who they really are.
ALTER TABLE "AuditRow" ADD COLUMN "asUserId" TEXT;
ALTER TABLE "AuditRow" ADD COLUMN "asUserName" TEXT;

-- A customer that is gone stays as the owner of what it had: its deleted guests, its audit rows.
ALTER TABLE "Account" ADD COLUMN "deletedAt" TIMESTAMPTZ(3);
