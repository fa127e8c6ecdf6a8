-- Until now no guest had addresses, and no traffic was metered: resellers may go on selling so. Addresses are scarce,
-- so nobody has any before an admin grants them.
INSERT INTO "Allowance" ("accountId", "kind", "granted")
SELECT account."id", added."kind", added."granted"
FROM "Account" account,
  (VALUES ('addresses4'::"AllowanceKind", 0::bigint), ('addresses6', 0), ('trafficBytes', NULL)) AS added("kind", "granted")
WHERE account."kind" = 'reseller';

INSERT INTO "Reservation" ("id", "accountId", "guestId", "kind", "amount")
SELECT gen_random_uuid()::text, guest."resellerId", guest."id", 'trafficBytes', NULL
FROM "Guest" guest
WHERE guest."life" <> 'deleted';
