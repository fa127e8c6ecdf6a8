-- What lists of tenants and of one person are read by.
CREATE INDEX "AuditRow_customerId_at_idx" ON "AuditRow"("customerId", "at");
CREATE INDEX "AuditRow_userId_at_idx" ON "AuditRow"("userId", "at");
CREATE INDEX "Guest_resellerId_idx" ON "Guest"("resellerId");
