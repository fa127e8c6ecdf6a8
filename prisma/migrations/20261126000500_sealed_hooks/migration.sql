-- The panel seals what is there when it starts, right after this; until then old rows may be plain.
ALTER TABLE "AlertRule" ADD CONSTRAINT "AlertRule_webhookSecret_sealed" CHECK ("webhookSecret" LIKE 'v1.%') NOT VALID;
