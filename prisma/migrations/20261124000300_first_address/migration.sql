-- The address that was chosen last to be a guest's first one goes before those that it got earlier.
ALTER TABLE "Address" ADD COLUMN "firstAt" TIMESTAMPTZ(3);
