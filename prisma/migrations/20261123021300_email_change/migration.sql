-- An address that a person wants to sign in with, until the link that was sent to it is used. Only the hash is kept.
CREATE TABLE "EmailChange" (
    "hash" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "EmailChange_pkey" PRIMARY KEY ("hash")
);

CREATE UNIQUE INDEX "EmailChange_userId_key" ON "EmailChange"("userId");

ALTER TABLE "EmailChange" ADD CONSTRAINT "EmailChange_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;
