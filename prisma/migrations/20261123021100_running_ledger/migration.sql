-- Until now as many guests ran as there were: resellers may go on so. Which of them run is their hosts' truth, and is
-- booked when the panel has heard them.
INSERT INTO "Allowance" ("accountId", "kind", "granted")
SELECT account."id", 'runningGuests', NULL
FROM "Account" account
WHERE account."kind" = 'reseller';
