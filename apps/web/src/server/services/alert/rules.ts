import { randomBytes } from 'node:crypto'
import { VserverError } from '@vserver/core/errors'
import { MINUTE_MS } from '@vserver/core/units'
import { msg, t } from '@/language/t.ts'
import type { ServiceContext } from '../../context.ts'
import { isGranted } from '../../policy.ts'
import { audited } from '../audit/audited.ts'
import { getGuestInScope, visibleGuests } from '../guest/in-scope.ts'
import { enqueue, quietOf } from './enqueue.ts'
import { sealHookSecret } from './hook-secret.ts'
import type { ScopedRule } from './in-scope.ts'
import {
  AlertMessage,
  type AlertRuleView,
  AlertSubject,
  type DeliveryView,
  isHostSubject,
  RULES_MAX,
  type SavedRule,
  type SaveRuleRequest,
} from './model.ts'
import { messageWords } from './words.ts'

const DELIVERIES_SHOWN = 50
const TESTS_A_MINUTE = 3

/** The viewer's own, with the guests for which they fire now. */
export async function listRules({ db, viewer }: ServiceContext): Promise<AlertRuleView[]> {
  const rows = await db.alertRule.findMany({
    where: { userId: viewer.id },
    orderBy: { createdAt: 'asc' },
    include: {
      guest: { select: { name: true } },
      alerts: {
        where: { state: 'firing', guest: { is: visibleGuests(viewer) } },
        include: { guest: { select: { name: true } } },
      },
      hostAlerts: { where: { state: 'firing' }, include: { host: { select: { name: true } } } },
    },
  })
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    guestId: row.guestId,
    guestName: row.guest?.name ?? null,
    subject: AlertSubject.parse(row.subject),
    threshold: row.threshold,
    clearBelow: row.clearBelow,
    forSeconds: row.forSeconds,
    email: row.email,
    webhookUrl: row.webhookUrl,
    quiet: quietOf(row),
    enabled: row.enabled,
    firing: row.alerts.map(({ guestId, guest, changedAt, value }) => ({
      ...{ guestId, guestName: guest.name, since: changedAt.toISOString(), value },
    })),
    firingHosts: row.hostAlerts.map(({ hostId, host, changedAt, value }) => ({
      ...{ hostId, hostName: host.name, since: changedAt.toISOString(), value },
    })),
  }))
}

export async function createRule(ctx: ServiceContext, input: SaveRuleRequest): Promise<SavedRule> {
  await assertPossible(ctx, input)
  if ((await ctx.db.alertRule.count({ where: { userId: ctx.viewer.id } })) >= RULES_MAX)
    throw new VserverError('NO_CAPACITY', 'Too many rules.', {
      hint: t('You have {count} rules already; delete one first.', { count: RULES_MAX }),
    })
  return audited(ctx, { action: 'alert.create', subject: input.name, detail: input.subject }, async () => {
    const webhookSecret = input.webhookUrl === null ? null : newSecret()
    const sealed = webhookSecret && sealHookSecret(ctx, webhookSecret)
    const data = { ...columnsOf(input), webhookSecret: sealed, userId: ctx.viewer.id }
    const { id } = await ctx.db.alertRule.create({ data, select: { id: true } })
    return { id, webhookSecret }
  })
}

/** Another place is another secret; how the rule stands begins anew when what it watches has changed. */
export async function updateRule(
  ctx: ServiceContext,
  rule: ScopedRule,
  input: SaveRuleRequest,
): Promise<SavedRule> {
  await assertPossible(ctx, input)
  return audited(ctx, { action: 'alert.update', subject: input.name, detail: input.subject }, async () => {
    const isSamePlace = input.webhookUrl === rule.webhookUrl
    const fresh = isSamePlace || input.webhookUrl === null ? null : newSecret()
    const sealed = fresh ? sealHookSecret(ctx, fresh) : rule.webhookSecret
    const webhookSecret = input.webhookUrl === null ? null : sealed
    const isSameWatch = input.subject === rule.subject && input.guestId === rule.guestId
    await ctx.db.$transaction(async (tx) => {
      await tx.alertRule.update({ where: { id: rule.id }, data: { ...columnsOf(input), webhookSecret } })
      if (isSameWatch) return
      await tx.alert.deleteMany({ where: { ruleId: rule.id } })
      await tx.hostAlert.deleteMany({ where: { ruleId: rule.id } })
    })
    return { id: rule.id, webhookSecret: fresh }
  })
}

export function deleteRule(ctx: ServiceContext, rule: ScopedRule): Promise<void> {
  return audited(ctx, { action: 'alert.delete', subject: rule.name }, async () => {
    await ctx.db.alertRule.delete({ where: { id: rule.id } })
  })
}

/** A message that says it is a test, on every channel of the rule; sent with the next round. */
export async function testRule(ctx: ServiceContext, rule: ScopedRule): Promise<void> {
  const since = new Date(ctx.now() - MINUTE_MS)
  const where = { ruleId: rule.id, createdAt: { gte: since }, key: { contains: ' test ' } }
  if ((await ctx.db.alertDelivery.count({ where })) >= TESTS_A_MINUTE)
    throw new VserverError('RATE_LIMITED', 'The rule was tested a moment ago.', {
      hint: msg('Wait a minute.'),
    })
  await ctx.db.$transaction((tx) =>
    enqueue(tx, rule, {
      event: 'test',
      rule: { id: rule.id, name: rule.name, subject: AlertSubject.parse(rule.subject) },
      ...{
        guest: null,
        host: null,
        value: null,
        threshold: rule.threshold,
        at: new Date(ctx.now()).toISOString(),
      },
    }),
  )
}

/** What was sent for the viewer's rules, or waits to be, the newest first. */
export async function listDeliveries({ db, viewer }: ServiceContext): Promise<DeliveryView[]> {
  const rows = await db.alertDelivery.findMany({
    where: { rule: { userId: viewer.id } },
    include: { rule: { select: { name: true } } },
    orderBy: { createdAt: 'desc' },
    take: DELIVERIES_SHOWN,
  })
  return rows.map((row) => ({
    id: row.id,
    ruleName: row.rule.name,
    channel: row.channel,
    words: messageWords(AlertMessage.parse(row.body)),
    state: row.state,
    attempts: row.attempts,
    error: row.error,
    createdAt: row.createdAt.toISOString(),
  }))
}

async function assertPossible(ctx: ServiceContext, { subject, guestId, email, webhookUrl }: SaveRuleRequest) {
  if (isHostSubject(subject) && !isGranted(ctx.viewer, 'host.read'))
    throw new VserverError('FORBIDDEN', 'Hosts are for administrators.', {
      hint: msg('Watch your guests instead.'),
    })
  if (guestId !== null) await getGuestInScope(ctx, guestId)
  if (email && !ctx.mailer)
    throw new VserverError('UNSUPPORTED', 'This panel has no mail server.', {
      hint: msg('Choose a web hook, or ask the administrator to name a mail server.'),
    })
  if (webhookUrl !== null && ctx.viewer.role !== 'admin' && !webhookUrl.startsWith('https:'))
    throw new VserverError('INVALID_INPUT', 'A web hook without TLS.', {
      hint: msg('The address of a web hook must begin with https.'),
    })
}

function columnsOf({ quiet, ...input }: SaveRuleRequest) {
  return {
    ...input,
    quietFrom: quiet?.from ?? null,
    quietUntil: quiet?.until ?? null,
    timeZone: quiet?.timeZone ?? 'UTC',
  }
}

function newSecret(): string {
  return randomBytes(24).toString('base64url')
}
