ALTER TYPE "SuspensionStep" ADD VALUE 'archived' AFTER 'stopped';
