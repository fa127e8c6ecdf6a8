import { MINUTE_MS } from '@vserver/core/units'
import type { Prisma } from '@vserver/db'
import type { HostHub } from '../../agent/hub.ts'
import type { Panel } from '../../context.ts'
import { PERMISSIONS } from '../../policy.ts'
import { enqueue } from './enqueue.ts'
import type { HostSubject } from './model.ts'
import { type AlertStanding, nextAlert } from './next-alert.ts'

type Rule = Prisma.AlertRuleGetPayload<{ include: { user: true } }>
type Host = { id: string; name: string }

const METRIC = {
  hostCpuPressure: 'cpuPressureSome',
  hostMemoryPressure: 'memoryPressureSome',
  hostIoPressure: 'ioPressureSome',
} as const satisfies Partial<Record<HostSubject, string>>

/** Looks at one rule with every host, for as long as its owner may see hosts. */
export async function judgeHosts(panel: Panel, rule: Rule, subject: HostSubject): Promise<void> {
  const mayRead = (PERMISSIONS['host.read'] as readonly string[]).includes(rule.user.role)
  if (!mayRead) {
    await panel.db.hostAlert.deleteMany({ where: { ruleId: rule.id } })
    return
  }
  for (const host of await panel.db.host.findMany({ select: { id: true, name: true } })) {
    const hub = panel.hosts.get(host.id)
    if (hub)
      await judgeHost(panel, rule, { host, subject, value: await watchedOf(hub, subject, panel.now()) })
  }
}

/** Null where nobody can tell. Of a host that does not answer only this is known. */
async function watchedOf(hub: HostHub, subject: HostSubject, nowMs: number): Promise<number | null> {
  if (subject === 'hostUnreachable') return hub.picture.reachable ? 0 : 1
  if (!hub.picture.reachable) return null
  if (subject === 'hostStorageShare') {
    const { storageBytes, storageFreeBytes } = await hub.agent.info()
    return storageBytes > 0 ? 1 - storageFreeBytes / storageBytes : null
  }
  const metric = METRIC[subject]
  const span = { fromMs: nowMs - MINUTE_MS, toMs: nowMs }
  const { average } = await hub.agent.hostRange({ ...span, points: 10, metrics: [metric] })
  const known = (average[metric] ?? []).filter((value) => value !== null)
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length
}

type Judged = { host: Host; subject: HostSubject; value: number | null }

async function judgeHost({ db, now }: Panel, rule: Rule, { host, subject, value }: Judged): Promise<void> {
  const at = new Date(now())
  const which = { ruleId: rule.id, hostId: host.id }
  const row = await db.hostAlert.findUnique({ where: { ruleId_hostId: which } })
  const before: AlertStanding = row ?? { state: 'fine', since: null }
  const next = nextAlert(before, { value, now: at }, rule)
  const hasChanged = next.state !== before.state
  if (!hasChanged && next.since?.getTime() === before.since?.getTime()) return
  await db.$transaction(async (tx) => {
    const data = { ...next, value, ...(hasChanged ? { changedAt: at } : {}) }
    const { count } = row
      ? await tx.hostAlert.updateMany({ where: { ...which, state: before.state, since: before.since }, data })
      : await tx.hostAlert.createMany({ data: [{ ...which, ...data }], skipDuplicates: true })
    if (count === 0 || !hasChanged) return // else another panel has judged it meanwhile: its word stands
    await enqueue(tx, rule, {
      event: next.state === 'firing' ? 'firing' : 'over',
      rule: { id: rule.id, name: rule.name, subject },
      ...{ guest: null, host, value, threshold: rule.threshold, at: at.toISOString() },
    })
  })
}
