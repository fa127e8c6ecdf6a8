-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "AccountKind" AS ENUM ('reseller', 'customer');

-- CreateEnum
CREATE TYPE "AllowanceKind" AS ENUM ('guests', 'memoryBytes', 'cpuMillicores');

-- CreateEnum
CREATE TYPE "GuestLife" AS ENUM ('creating', 'active', 'deleting', 'deleted');

-- CreateEnum
CREATE TYPE "Role" AS ENUM ('admin', 'reseller', 'customer', 'support');

-- CreateTable
CREATE TABLE "Account" (
    "id" TEXT NOT NULL,
    "kind" "AccountKind" NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "parentId" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Allowance" (
    "accountId" TEXT NOT NULL,
    "kind" "AllowanceKind" NOT NULL,
    "granted" BIGINT,

    CONSTRAINT "Allowance_pkey" PRIMARY KEY ("accountId","kind")
);

-- CreateTable
CREATE TABLE "Reservation" (
    "id" TEXT NOT NULL,
    "accountId" TEXT NOT NULL,
    "guestId" TEXT NOT NULL,
    "kind" "AllowanceKind" NOT NULL,
    "amount" BIGINT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "releasedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Reservation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AuditRow" (
    "id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "userId" TEXT NOT NULL,
    "userName" TEXT NOT NULL,
    "role" "Role" NOT NULL,
    "sessionId" TEXT,
    "ip" TEXT,
    "requestId" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "guestId" TEXT,
    "resellerId" TEXT,
    "customerId" TEXT,
    "detail" TEXT,
    "outcome" TEXT,
    "outcomeDetail" TEXT,
    "outcomeAt" TIMESTAMPTZ(3),

    CONSTRAINT "AuditRow_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ConsoleTicket" (
    "hash" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "sessionId" TEXT NOT NULL,
    "guestId" TEXT NOT NULL,
    "consoleId" TEXT,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "usedAt" TIMESTAMPTZ(3),

    CONSTRAINT "ConsoleTicket_pkey" PRIMARY KEY ("hash")
);

-- CreateTable
CREATE TABLE "Console" (
    "id" TEXT NOT NULL,
    "guestId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "openedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "closedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Console_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Guest" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "hostName" TEXT NOT NULL,
    "hostname" TEXT NOT NULL,
    "life" "GuestLife" NOT NULL DEFAULT 'creating',
    "hostId" TEXT NOT NULL,
    "resellerId" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "planId" TEXT NOT NULL,
    "templateId" TEXT NOT NULL,
    "memoryBytes" BIGINT,
    "cpuMillicores" INTEGER,
    "cpuWeight" INTEGER NOT NULL DEFAULT 100,
    "processes" INTEGER,
    "limitIntentAt" TIMESTAMPTZ(3),
    "requestKey" TEXT NOT NULL,
    "operationId" TEXT,
    "failure" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lifeAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "deletedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Guest_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Host" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "socketPath" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Host_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Operation" (
    "id" TEXT NOT NULL,
    "hostId" TEXT NOT NULL,
    "guestId" TEXT,
    "userId" TEXT,
    "userName" TEXT,
    "kind" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "percent" DOUBLE PRECISION NOT NULL,
    "step" TEXT NOT NULL,
    "startedAt" TIMESTAMPTZ(3) NOT NULL,
    "finishedAt" TIMESTAMPTZ(3),
    "errorCode" TEXT,
    "errorMessage" TEXT,
    "errorHint" TEXT,
    "cancellable" BOOLEAN NOT NULL,
    "idempotencyKey" TEXT,
    "auditId" TEXT,

    CONSTRAINT "Operation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Plan" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "accountId" TEXT,
    "memoryBytes" BIGINT,
    "cpuMillicores" INTEGER,
    "cpuWeight" INTEGER NOT NULL DEFAULT 100,
    "processes" INTEGER,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Plan_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "User" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "emailVerified" BOOLEAN NOT NULL DEFAULT false,
    "image" TEXT,
    "role" "Role" NOT NULL,
    "accountId" TEXT,
    "mustChangePassword" BOOLEAN NOT NULL DEFAULT false,
    "banned" BOOLEAN NOT NULL DEFAULT false,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "User_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Session" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "token" TEXT NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "ipAddress" TEXT,
    "userAgent" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Credential" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "accountId" TEXT NOT NULL,
    "providerId" TEXT NOT NULL,
    "accessToken" TEXT,
    "refreshToken" TEXT,
    "idToken" TEXT,
    "accessTokenExpiresAt" TIMESTAMPTZ(3),
    "refreshTokenExpiresAt" TIMESTAMPTZ(3),
    "scope" TEXT,
    "password" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Credential_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Verification" (
    "id" TEXT NOT NULL,
    "identifier" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Verification_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "Account_parentId_idx" ON "Account"("parentId");

-- CreateIndex
CREATE INDEX "Reservation_accountId_kind_releasedAt_idx" ON "Reservation"("accountId", "kind", "releasedAt");

-- CreateIndex
CREATE INDEX "Reservation_guestId_idx" ON "Reservation"("guestId");

-- CreateIndex
CREATE INDEX "AuditRow_at_idx" ON "AuditRow"("at");

-- CreateIndex
CREATE INDEX "AuditRow_guestId_at_idx" ON "AuditRow"("guestId", "at");

-- CreateIndex
CREATE INDEX "AuditRow_resellerId_at_idx" ON "AuditRow"("resellerId", "at");

-- CreateIndex
CREATE INDEX "Console_guestId_idx" ON "Console"("guestId");

-- CreateIndex
CREATE INDEX "Guest_customerId_idx" ON "Guest"("customerId");

-- CreateIndex
CREATE UNIQUE INDEX "Guest_hostId_hostName_key" ON "Guest"("hostId", "hostName");

-- CreateIndex
CREATE INDEX "Operation_guestId_startedAt_idx" ON "Operation"("guestId", "startedAt");

-- CreateIndex
CREATE INDEX "Operation_startedAt_idx" ON "Operation"("startedAt");

-- CreateIndex
CREATE INDEX "Operation_auditId_idx" ON "Operation"("auditId");

-- CreateIndex
CREATE UNIQUE INDEX "User_email_key" ON "User"("email");

-- CreateIndex
CREATE INDEX "User_accountId_idx" ON "User"("accountId");

-- CreateIndex
CREATE UNIQUE INDEX "Session_token_key" ON "Session"("token");

-- CreateIndex
CREATE INDEX "Session_userId_idx" ON "Session"("userId");

-- CreateIndex
CREATE INDEX "Credential_userId_idx" ON "Credential"("userId");

-- CreateIndex
CREATE UNIQUE INDEX "Credential_providerId_accountId_key" ON "Credential"("providerId", "accountId");

-- CreateIndex
CREATE INDEX "Verification_identifier_idx" ON "Verification"("identifier");

-- AddForeignKey
ALTER TABLE "Account" ADD CONSTRAINT "Account_parentId_fkey" FOREIGN KEY ("parentId") REFERENCES "Account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Allowance" ADD CONSTRAINT "Allowance_accountId_fkey" FOREIGN KEY ("accountId") REFERENCES "Account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Reservation" ADD CONSTRAINT "Reservation_accountId_fkey" FOREIGN KEY ("accountId") REFERENCES "Account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Reservation" ADD CONSTRAINT "Reservation_guestId_fkey" FOREIGN KEY ("guestId") REFERENCES "Guest"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ConsoleTicket" ADD CONSTRAINT "ConsoleTicket_guestId_fkey" FOREIGN KEY ("guestId") REFERENCES "Guest"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Console" ADD CONSTRAINT "Console_guestId_fkey" FOREIGN KEY ("guestId") REFERENCES "Guest"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Guest" ADD CONSTRAINT "Guest_hostId_fkey" FOREIGN KEY ("hostId") REFERENCES "Host"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Guest" ADD CONSTRAINT "Guest_resellerId_fkey" FOREIGN KEY ("resellerId") REFERENCES "Account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Guest" ADD CONSTRAINT "Guest_customerId_fkey" FOREIGN KEY ("customerId") REFERENCES "Account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Guest" ADD CONSTRAINT "Guest_planId_fkey" FOREIGN KEY ("planId") REFERENCES "Plan"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Operation" ADD CONSTRAINT "Operation_hostId_fkey" FOREIGN KEY ("hostId") REFERENCES "Host"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Operation" ADD CONSTRAINT "Operation_guestId_fkey" FOREIGN KEY ("guestId") REFERENCES "Guest"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Plan" ADD CONSTRAINT "Plan_accountId_fkey" FOREIGN KEY ("accountId") REFERENCES "Account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "User" ADD CONSTRAINT "User_accountId_fkey" FOREIGN KEY ("accountId") REFERENCES "Account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Session" ADD CONSTRAINT "Session_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Credential" ADD CONSTRAINT "Credential_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;



-- What follows is not expressible in schema.prisma.

-- A name is free again once its guest is deleted; so is a request's key.
CREATE UNIQUE INDEX "Guest_resellerId_name_live_key" ON "Guest" ("resellerId", "name") WHERE "life" <> 'deleted';
CREATE UNIQUE INDEX "Guest_resellerId_requestKey_live_key" ON "Guest" ("resellerId", "requestKey") WHERE "life" <> 'deleted';
-- One reservation of each kind is in force per guest.
CREATE UNIQUE INDEX "Reservation_guestId_kind_held_key" ON "Reservation" ("guestId", "kind") WHERE "releasedAt" IS NULL;
-- Plan names are unique per owner, and among house plans.
CREATE UNIQUE INDEX "Plan_owner_name_key" ON "Plan" (coalesce("accountId", ''), "name");

ALTER TABLE "Account" ADD CONSTRAINT "Account_parent_check"
  CHECK (("kind" = 'reseller' AND "parentId" IS NULL) OR ("kind" = 'customer' AND "parentId" IS NOT NULL));
ALTER TABLE "User" ADD CONSTRAINT "User_account_check"
  CHECK (("role" IN ('reseller', 'customer')) = ("accountId" IS NOT NULL));
ALTER TABLE "User" ADD CONSTRAINT "User_email_check" CHECK ("email" = lower("email"));
ALTER TABLE "Allowance" ADD CONSTRAINT "Allowance_granted_check" CHECK ("granted" >= 0);
ALTER TABLE "Reservation" ADD CONSTRAINT "Reservation_amount_check" CHECK ("amount" >= 0);
ALTER TABLE "Reservation" ADD CONSTRAINT "Reservation_released_check" CHECK ("releasedAt" >= "createdAt");
-- The same bounds as core/limit/model.ts.
ALTER TABLE "Plan" ADD CONSTRAINT "Plan_limit_check" CHECK (
  "memoryBytes" >= 16777216 AND "cpuMillicores" >= 10 AND "cpuWeight" BETWEEN 1 AND 10000 AND "processes" >= 16);
ALTER TABLE "Guest" ADD CONSTRAINT "Guest_limit_check" CHECK (
  "memoryBytes" >= 16777216 AND "cpuMillicores" >= 10 AND "cpuWeight" BETWEEN 1 AND 10000 AND "processes" >= 16);
ALTER TABLE "Guest" ADD CONSTRAINT "Guest_deleted_check" CHECK (("life" = 'deleted') = ("deletedAt" IS NOT NULL));
ALTER TABLE "Operation" ADD CONSTRAINT "Operation_state_check" CHECK (
  "state" IN ('running', 'succeeded', 'failed', 'cancelled') AND ("state" = 'running') = ("finishedAt" IS NULL));
ALTER TABLE "Operation" ADD CONSTRAINT "Operation_percent_check" CHECK ("percent" BETWEEN 0 AND 100);
ALTER TABLE "ConsoleTicket" ADD CONSTRAINT "ConsoleTicket_kind_check" CHECK ("kind" IN ('shell', 'boot'));
ALTER TABLE "AuditRow" ADD CONSTRAINT "AuditRow_outcome_check" CHECK (
  "outcome" IN ('succeeded', 'failed') AND ("outcome" IS NULL) = ("outcomeAt" IS NULL));

-- The audit log is append-only: an outcome is written once, nothing else changes, nothing goes.
CREATE FUNCTION audit_row_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'UPDATE' THEN
    RAISE EXCEPTION 'audit rows cannot be removed' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF OLD."outcome" IS NOT NULL OR NEW."outcome" IS NULL THEN
    RAISE EXCEPTION 'the outcome of an audit row is written once' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF (to_jsonb(NEW) - '{outcome,outcomeDetail,outcomeAt}'::text[])
     IS DISTINCT FROM (to_jsonb(OLD) - '{outcome,outcomeDetail,outcomeAt}'::text[]) THEN
    RAISE EXCEPTION 'audit rows cannot be changed' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER audit_row_guard BEFORE UPDATE OR DELETE ON "AuditRow"
  FOR EACH ROW EXECUTE FUNCTION audit_row_guard();
CREATE TRIGGER audit_row_truncate_guard BEFORE TRUNCATE ON "AuditRow"
  FOR EACH STATEMENT EXECUTE FUNCTION audit_row_guard();

-- House plans.
INSERT INTO "Plan" ("id", "name", "memoryBytes", "cpuMillicores", "processes") VALUES
  ('plan-s', 'S', 536870912, 500, 256),
  ('plan-m', 'M', 1073741824, 1000, 512),
  ('plan-l', 'L', 2147483648, 2000, 1024);
