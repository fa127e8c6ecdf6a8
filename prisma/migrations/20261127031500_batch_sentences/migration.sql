-- What was kept in English with its values filled in stays as it was said.
ALTER TABLE "BatchItem" ALTER COLUMN "message" TYPE JSONB
  USING CASE WHEN "message" IS NULL THEN NULL ELSE jsonb_build_object('english', "message", 'values', '{}'::jsonb) END;
