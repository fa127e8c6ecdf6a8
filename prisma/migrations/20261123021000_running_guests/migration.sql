-- A value that was added can be used only by a later transaction.
ALTER TYPE "AllowanceKind" ADD VALUE 'runningGuests' AFTER 'guests';
