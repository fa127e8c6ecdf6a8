import type { Panel } from '../../context.ts'

type Guest = { id: string; name: string; resellerId: string; customerId: string }

/** What the panel itself did for a guest's traffic, in the same log as the acts of people. */
export async function noteTraffic(
  { db, logger }: Panel,
  { id: guestId, name: subject, resellerId, customerId }: Guest,
  action: string,
  detail: string | null,
): Promise<void> {
  const by = { userId: 'panel', userName: 'Panel', role: 'admin' as const, requestId: crypto.randomUUID() }
  const done = { outcome: 'succeeded', outcomeAt: new Date() }
  await db.auditRow.create({
    data: { ...by, ...done, action, subject, guestId, resellerId, customerId, detail },
  })
  logger.info('traffic', { guestId, guest: subject, action })
}
