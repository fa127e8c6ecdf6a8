-- Until now no disk was limited: resellers may go on selling so, and their guests hold infinity of it.
INSERT INTO "Allowance" ("accountId", "kind", "granted")
SELECT account."id", added."kind", NULL
FROM "Account" account, (VALUES ('diskBytes'::"AllowanceKind"), ('inodes')) AS added("kind")
WHERE account."kind" = 'reseller';

INSERT INTO "Reservation" ("id", "accountId", "guestId", "kind", "amount")
SELECT gen_random_uuid()::text, guest."resellerId", guest."id", added."kind", NULL
FROM "Guest" guest, (VALUES ('diskBytes'::"AllowanceKind"), ('inodes')) AS added("kind")
WHERE guest."life" <> 'deleted';
