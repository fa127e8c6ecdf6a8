import { MINUTE_MS } from '@vserver/core/units'
import type { Prisma } from '@vserver/db'
import type { Panel } from '../../context.ts'
import { signedPost } from '../../signed-post.ts'
import { openHookSecret } from './hook-secret.ts'
import { AlertMessage } from './model.ts'
import { messageWords } from './words.ts'

const WITH_RULE = { rule: { include: { user: true } } } satisfies Prisma.AlertDeliveryInclude
type Delivery = Prisma.AlertDeliveryGetPayload<{ include: typeof WITH_RULE }>

const TAKEN = 200
const AT_ONCE = 8
/** Who died while sending leaves it to others after this. */
const LEASE_MS = 2 * MINUTE_MS
/** After each failure; then it is given up. */
const RETRY_MS = [1, 5, 30, 120, 360].map((minutes) => minutes * MINUTE_MS)

/** Sends what is due: a web hook one message at a time, by e-mail all of a rule in one letter. */
export async function deliverDue(panel: Panel): Promise<void> {
  const due = await panel.db.alertDelivery.findMany({
    where: { state: 'waiting', nextAt: { lte: new Date(panel.now()) }, rule: { user: { banned: false } } },
    include: WITH_RULE,
    orderBy: { createdAt: 'asc' },
    take: TAKEN,
  })
  const byLetter = Map.groupBy(due, ({ id, channel, ruleId }) => (channel === 'email' ? ruleId : id))
  const letters = [...byLetter.values()]
  for (let first = 0; first < letters.length; first += AT_ONCE)
    await Promise.all(letters.slice(first, first + AT_ONCE).map((letter) => deliver(panel, letter)))
}

async function deliver(panel: Panel, letter: readonly Delivery[]): Promise<void> {
  const claimed = (await Promise.all(letter.map((one) => claim(panel, one)))).filter((one) => one !== null)
  const [first] = claimed
  if (!first) return
  const where = { id: { in: claimed.map(({ id }) => id) } }
  const at = () => new Date(panel.now())
  try {
    await (first.channel === 'email' ? sendMail(panel, claimed) : postHook(panel, first))
    await panel.db.alertDelivery.updateMany({ where, data: { state: 'sent', sentAt: at(), error: null } })
  } catch (error) {
    const wait = RETRY_MS[first.attempts]
    const failure = error instanceof Error ? reasonOf(error) : String(error)
    panel.logger.error('alert.deliver', { delivery: first.id, attempts: first.attempts + 1 }, error)
    await panel.db.alertDelivery.updateMany({
      where,
      data: {
        error: failure.slice(0, 300),
        ...(wait === undefined ? { state: 'failed' as const } : { nextAt: new Date(panel.now() + wait) }),
      },
    })
  }
}

/** Of two panels only one sends it. */
async function claim({ db, now }: Panel, delivery: Delivery): Promise<Delivery | null> {
  const { id, attempts, nextAt } = delivery
  const { count } = await db.alertDelivery.updateMany({
    where: { id, attempts, nextAt, state: 'waiting' },
    data: { attempts: attempts + 1, nextAt: new Date(now() + LEASE_MS) },
  })
  return count > 0 ? delivery : null
}

async function sendMail({ mailer }: Panel, claimed: readonly Delivery[]): Promise<void> {
  const [first] = claimed
  if (!mailer) throw new Error('This panel has no mail server.')
  if (!first) return
  const messages = claimed.map(({ body }) => AlertMessage.parse(body))
  const lines = messages.map((message) => `${message.at}  ${messageWords(message)}`)
  const [only] = messages
  await mailer.send({
    to: first.rule.user.email,
    subject:
      messages.length === 1 && only ? messageWords(only) : `${first.rule.name}: ${messages.length} messages`,
    text: `${lines.join('\n')}\n\nThe rule “${first.rule.name}” is changed on the page Alerts of the panel.\n`,
    messageId: `<${first.id}@vserver.invalid>`,
  })
}

/** The id stays the same when it is sent again, so that who gets it twice can tell. */
async function postHook(panel: Panel, { id, body, rule }: Delivery): Promise<void> {
  const { webhookUrl, webhookSecret, user } = rule
  if (!webhookUrl || !webhookSecret) throw new Error('The web hook was removed.')
  const status = await signedPost({
    url: webhookUrl,
    secret: openHookSecret(panel, webhookSecret),
    body: { id, ...AlertMessage.parse(body) },
    headers: { 'x-vserver-delivery': id },
    mayBePrivate: user.role === 'admin',
  })
  if (status < 200 || status > 299) throw new Error(`The web hook answered ${status}.`)
}

/** fetch hides the reason in its cause. */
function reasonOf(error: Error): string {
  return error.cause instanceof Error ? error.cause.message : error.message
}
