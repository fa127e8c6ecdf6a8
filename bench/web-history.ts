import type { Db } from '@vserver/db'
import type { People } from './web-seed.ts'

/** Rows of each kind: about a year of a busy panel. */
const AUDIT_ROWS = 100_000
const OPERATIONS = 20_000
const RULES_EACH = 20
const DELIVERIES = 200

/** What was done, what ran, what was told. */
export async function addHistory(db: Db, people: People): Promise<void> {
  await addAudit(db)
  await addOperations(db)
  for (const { userId } of Object.values(people)) await addAlerts(db, userId)
}

/** Acts on guests by their owners, one each five minutes; a tenth by the first support person. */
async function addAudit(db: Db): Promise<void> {
  await db.$executeRaw`
    INSERT INTO "AuditRow" ("id", "at", "userId", "userName", "role", "requestId", "action", "subject", "guestId",
      "resellerId", "customerId", "outcome", "outcomeAt")
    SELECT 'audit-' || n, now() - n * interval '5 minutes', coalesce(staff."id", 'user-' || guest."customerId"),
      coalesce(staff."name", 'User of ' || guest."customerId"), coalesce(staff."role", 'customer'), 'request-' || n,
      (ARRAY['guest.start', 'guest.stop', 'limit.set', 'console.open'])[1 + n % 7 % 4], guest."name", guest."id",
      guest."resellerId", guest."customerId", CASE WHEN n % 50 = 0 THEN 'failed' ELSE 'succeeded' END,
      now() - n * interval '5 minutes'
    FROM generate_series(1, ${AUDIT_ROWS}::int) AS n
    JOIN "Guest" AS guest ON guest."id" = 'guest-' || (n % (SELECT count(*) FROM "Guest"))
    LEFT JOIN "User" AS staff ON staff."role" = 'support' AND n % 10 = 0`
}

async function addOperations(db: Db): Promise<void> {
  await db.$executeRaw`
    INSERT INTO "Operation" ("id", "hostId", "guestId", "userName", "kind", "subject", "state", "percent", "step",
      "startedAt", "finishedAt", "cancellable")
    SELECT 'op-' || lpad(n::text, 12, '0'), guest."hostId", guest."id", 'User of ' || guest."customerId",
      (ARRAY['guest.start', 'guest.stop', 'guest.restart'])[1 + n % 3], guest."hostName",
      CASE WHEN n % 50 = 0 THEN 'failed' ELSE 'succeeded' END, 100, 'done',
      now() - n * interval '20 minutes', now() - n * interval '20 minutes' + interval '2 seconds', false
    FROM generate_series(1, ${OPERATIONS}::int) AS n
    JOIN "Guest" AS guest ON guest."id" = 'guest-' || (n % (SELECT count(*) FROM "Guest"))`
}

/** Rules that watch every guest that the person may see. */
async function addAlerts(db: Db, userId: string): Promise<void> {
  const ids = Array.from({ length: RULES_EACH }, (_, index) => `rule-${userId}-${index}`)
  await db.alertRule.createMany({
    data: ids.map((id, index) => ({
      ...{ id, userId, name: `Rule ${index}`, subject: 'memoryShare', email: true },
      ...{ threshold: 0.95, clearBelow: 0.9, forSeconds: 600 },
    })),
  })
  const now = new Date()
  await db.alertDelivery.createMany({
    data: Array.from({ length: DELIVERIES }, (_, index) => ({
      ...{ key: `${userId}-${index}`, ruleId: ids[index % ids.length] ?? '', guestId: `guest-${index}` },
      ...{
        channel: 'email' as const,
        body: messageOf(ids[0] ?? ''),
        state: 'sent' as const,
        nextAt: now,
        sentAt: now,
      },
    })),
  })
}

function messageOf(ruleId: string) {
  const rule = { id: ruleId, name: 'Rule', subject: 'memoryShare' }
  const guest = { id: 'guest-0', name: 'web0' }
  return {
    event: 'firing',
    rule,
    guest,
    host: null,
    value: 0.97,
    threshold: 0.95,
    at: new Date().toISOString(),
  }
}
