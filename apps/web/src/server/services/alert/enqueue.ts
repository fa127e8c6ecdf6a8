import { randomUUID } from 'node:crypto'
import type { Prisma } from '@vserver/db'
import type { AlertMessage } from './model.ts'
import { afterQuiet } from './quiet.ts'

type Tx = Prisma.TransactionClient
type Rule = {
  id: string
  email: boolean
  webhookUrl: string | null
  quietFrom: number | null
  quietUntil: number | null
  timeZone: string
}

/**
 * Puts one message for each channel of the rule in the queue, after its quiet time. What is over before anybody was
 * told that it fires is not told at all.
 */
export async function enqueue(tx: Tx, rule: Rule, message: AlertMessage): Promise<void> {
  const now = new Date(message.at)
  const about = { guestId: message.guest?.id ?? null, hostId: message.host?.id ?? null }
  const of = { ruleId: rule.id, ...about }
  const untold = message.event === 'over' ? await takeUntold(tx, of) : new Set<string>()
  const channels = [rule.email && ('email' as const), rule.webhookUrl !== null && ('webhook' as const)]
  const mark = message.event === 'test' ? randomUUID() : message.at
  const nextAt = message.event === 'test' ? now : afterQuiet(quietOf(rule), now)
  await tx.alertDelivery.createMany({
    data: channels
      .filter((channel) => channel !== false)
      .filter((channel) => !untold.has(channel))
      .map((channel) => ({
        key: [rule.id, about.guestId ?? about.hostId, message.event, mark, channel].join(' '),
        ...{ ...of, channel, body: message, nextAt },
      })),
    skipDuplicates: true,
  })
}

export function quietOf({ quietFrom, quietUntil, timeZone }: Rule) {
  return quietFrom === null || quietUntil === null ? null : { from: quietFrom, until: quietUntil, timeZone }
}

/** Takes back what nobody has tried to send yet; answers on which channels. */
async function takeUntold(
  tx: Tx,
  of: { ruleId: string; guestId: string | null; hostId: string | null },
): Promise<Set<string>> {
  const where = { ...of, state: 'waiting' as const, attempts: 0 }
  const rows = await tx.alertDelivery.findMany({ where, select: { id: true, channel: true } })
  await tx.alertDelivery.deleteMany({ where: { id: { in: rows.map(({ id }) => id) }, attempts: 0 } })
  return new Set(rows.map(({ channel }) => channel))
}
