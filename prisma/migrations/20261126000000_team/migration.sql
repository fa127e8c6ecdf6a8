-- A user without a role of its account is one of the owners of the account.
CREATE TABLE "AccountRole" (
    "id" TEXT NOT NULL,
    "accountId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "permissions" TEXT[] NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "AccountRole_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "GuestGrant" (
    "userId" TEXT NOT NULL,
    "guestId" TEXT NOT NULL,

    CONSTRAINT "GuestGrant_pkey" PRIMARY KEY ("userId","guestId")
);

CREATE TABLE "Invitation" (
    "id" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "rank" "Role" NOT NULL,
    "accountId" TEXT,
    "accountRoleId" TEXT,
    "guestIds" TEXT[] NOT NULL,
    "invitedById" TEXT NOT NULL,
    "invitedByName" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "acceptedAt" TIMESTAMPTZ(3),
    "revokedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Invitation_pkey" PRIMARY KEY ("id")
);

ALTER TABLE "User" ADD COLUMN "accountRoleId" TEXT;
ALTER TABLE "User" ADD COLUMN "limitedToGuests" BOOLEAN NOT NULL DEFAULT false;

-- Names are told apart by people, who do not see capitals as a difference.
CREATE UNIQUE INDEX "AccountRole_accountId_name_key" ON "AccountRole"("accountId", lower("name"));
CREATE INDEX "GuestGrant_guestId_idx" ON "GuestGrant"("guestId");
CREATE UNIQUE INDEX "Invitation_hash_key" ON "Invitation"("hash");
CREATE INDEX "Invitation_accountId_idx" ON "Invitation"("accountId");
-- One that is open per address: two letters would fight over the same user.
CREATE UNIQUE INDEX "Invitation_open_key" ON "Invitation"("email") WHERE "acceptedAt" IS NULL AND "revokedAt" IS NULL;
CREATE INDEX "User_accountRoleId_idx" ON "User"("accountRoleId");

ALTER TABLE "AccountRole" ADD CONSTRAINT "AccountRole_accountId_fkey" FOREIGN KEY ("accountId") REFERENCES "Account"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "GuestGrant" ADD CONSTRAINT "GuestGrant_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "GuestGrant" ADD CONSTRAINT "GuestGrant_guestId_fkey" FOREIGN KEY ("guestId") REFERENCES "Guest"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "Invitation" ADD CONSTRAINT "Invitation_accountId_fkey" FOREIGN KEY ("accountId") REFERENCES "Account"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "Invitation" ADD CONSTRAINT "Invitation_accountRoleId_fkey" FOREIGN KEY ("accountRoleId") REFERENCES "AccountRole"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "User" ADD CONSTRAINT "User_accountRoleId_fkey" FOREIGN KEY ("accountRoleId") REFERENCES "AccountRole"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- An owner has all guests of the account; staff has no roles of accounts.
ALTER TABLE "User" ADD CONSTRAINT "User_accountRole_check" CHECK ("accountRoleId" IS NULL OR "accountId" IS NOT NULL);
ALTER TABLE "User" ADD CONSTRAINT "User_limited_check" CHECK (NOT "limitedToGuests" OR "accountRoleId" IS NOT NULL);
ALTER TABLE "Invitation" ADD CONSTRAINT "Invitation_account_check"
  CHECK (("rank" IN ('reseller', 'customer')) = ("accountId" IS NOT NULL));
ALTER TABLE "Invitation" ADD CONSTRAINT "Invitation_role_check" CHECK ("accountRoleId" IS NULL OR "accountId" IS NOT NULL);
ALTER TABLE "Invitation" ADD CONSTRAINT "Invitation_email_check" CHECK ("email" = lower("email"));
ALTER TABLE "Invitation" ADD CONSTRAINT "Invitation_end_check" CHECK ("acceptedAt" IS NULL OR "revokedAt" IS NULL);
