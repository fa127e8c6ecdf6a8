import type { Prisma } from '@vserver/db'
import type { HostHub } from '../../agent/hub.ts'
import type { Panel } from '../../context.ts'
import { visibleGuests } from '../guest/in-scope.ts'
import { enqueue } from './enqueue.ts'
import { judgeHosts } from './judge-hosts.ts'
import { AlertSubject, isHostSubject } from './model.ts'
import { type AlertStanding, nextAlert } from './next-alert.ts'
import { countHits, type HitCounts, watchedValue } from './values.ts'

type Rule = Prisma.AlertRuleGetPayload<{ include: { user: true; alerts: true } }>
type Guest = { id: string; name: string; hostName: string; hostId: string }

/** Looks at every rule with every guest that its owner may see, and writes what has changed. */
export async function judgeAlerts(panel: Panel): Promise<void> {
  const rules = await panel.db.alertRule.findMany({
    where: { enabled: true, user: { banned: false } },
    include: { user: true, alerts: true },
  })
  const hits = new Map<string, Promise<HitCounts>>()
  const hitsOn = (hub: HostHub) => {
    const found = hits.get(hub.hostId) ?? countHits(hub, panel.now())
    hits.set(hub.hostId, found)
    return found
  }
  for (const rule of rules)
    try {
      await judgeRule(panel, rule, hitsOn)
    } catch (error) {
      panel.logger.error('alert.judge', { rule: rule.id }, error)
    }
}

async function judgeRule(
  panel: Panel,
  rule: Rule,
  hitsOn: (hub: HostHub) => Promise<HitCounts>,
): Promise<void> {
  const subject = AlertSubject.parse(rule.subject)
  if (isHostSubject(subject)) return judgeHosts(panel, rule, subject)
  const guests = await panel.db.guest.findMany({
    where: {
      AND: [visibleGuests(rule.user), { life: 'active' }, rule.guestId ? { id: rule.guestId } : {}],
    },
    select: { id: true, name: true, hostName: true, hostId: true },
  })
  await forget(panel, rule, guests)
  const needsHits = subject === 'hits' || subject === 'hitsUnusual'
  for (const guest of guests) {
    const hub = panel.hosts.get(guest.hostId)
    if (!hub?.picture.reachable) continue
    const place = { hub, hits: needsHits ? await hitsOn(hub) : new Map(), nowMs: panel.now() }
    await judgeGuest(panel, rule, { guest, value: await watchedValue(place, guest.hostName, subject) })
  }
}

/** A guest that is gone, or is somebody else's now, is no concern of the rule any more. */
async function forget({ db }: Panel, { id, alerts }: Rule, guests: readonly Guest[]): Promise<void> {
  const known = new Set(guests.map((guest) => guest.id))
  const gone = alerts.map(({ guestId }) => guestId).filter((guestId) => !known.has(guestId))
  if (gone.length > 0) await db.alert.deleteMany({ where: { ruleId: id, guestId: { in: gone } } })
}

async function judgeGuest(
  { db, now }: Panel,
  rule: Rule,
  { guest, value }: { guest: Guest; value: number | null },
): Promise<void> {
  const at = new Date(now())
  const row = rule.alerts.find(({ guestId }) => guestId === guest.id)
  const before: AlertStanding = row ?? { state: 'fine', since: null }
  const next = nextAlert(before, { value, now: at }, rule)
  if (next.state === before.state && next.since?.getTime() === before.since?.getTime()) return
  const hasChanged = next.state !== before.state
  await db.$transaction(async (tx) => {
    const data = { ...next, value, ...(hasChanged ? { changedAt: at } : {}) }
    if (!(await write(tx, { ruleId: rule.id, guestId: guest.id }, row ? before : null, data))) return
    if (!hasChanged) return
    await enqueue(tx, rule, {
      event: next.state === 'firing' ? 'firing' : 'over',
      rule: { id: rule.id, name: rule.name, subject: AlertSubject.parse(rule.subject) },
      ...{ guest: { id: guest.id, name: guest.name }, host: null },
      ...{ value, threshold: rule.threshold, at: at.toISOString() },
    })
  })
}

/** False when another panel has judged it meanwhile: its word stands. */
async function write(
  tx: Prisma.TransactionClient,
  which: { ruleId: string; guestId: string },
  before: AlertStanding | null,
  data: AlertStanding & { value: number | null; changedAt?: Date },
): Promise<boolean> {
  const { count } = before
    ? await tx.alert.updateMany({ where: { ...which, state: before.state, since: before.since }, data })
    : await tx.alert.createMany({ data: [{ ...which, ...data }], skipDuplicates: true })
  return count > 0
}
