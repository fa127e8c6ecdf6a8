-- What is rare among many rows: the acts of one kind that a person did, and the operations that run.
CREATE INDEX "AuditRow_userId_action_at_idx" ON "AuditRow"("userId", "action", "at");
CREATE INDEX "Operation_hostId_running_idx" ON "Operation"("hostId") WHERE "finishedAt" IS NULL;
