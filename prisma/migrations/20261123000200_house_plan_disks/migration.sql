-- House plans limit the disk, so that a reseller with a finite pool can sell them. One that guests have stays as it is.
UPDATE "Plan" plan SET "diskBytes" = added."diskBytes", "inodes" = added."inodes"
FROM (VALUES
  ('plan-s', 5368709120, 250000),
  ('plan-m', 10737418240, 500000),
  ('plan-l', 21474836480, 1000000)) AS added("id", "diskBytes", "inodes")
WHERE plan."id" = added."id" AND plan."diskBytes" IS NULL AND plan."inodes" IS NULL
  AND NOT EXISTS (SELECT FROM "Guest" guest WHERE guest."planId" = plan."id" AND guest."life" <> 'deleted');
