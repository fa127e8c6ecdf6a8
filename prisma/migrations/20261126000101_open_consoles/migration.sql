-- Asked for every few seconds, while nearly all rows are of the past.
CREATE INDEX "Console_open_key" ON "Console"("guestId") WHERE "closedAt" IS NULL;
