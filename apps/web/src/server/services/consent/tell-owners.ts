import type { ServiceContext } from '../../context.ts'
import type { ScopedGuest } from '../guest/in-scope.ts'

/** More people of one customer are not written to. */
const READERS_MAX = 20

/** Letters to the people of the guest's customer, when the panel sends any. What was done stays done without them. */
export async function tellOwners(
  { db, mailer, logger, requestId }: ServiceContext,
  guest: Pick<ScopedGuest, 'id' | 'customerId'>,
  { subject, text }: { subject: string; text: string },
): Promise<void> {
  if (!mailer) return
  const readers = await db.user.findMany({
    where: { accountId: guest.customerId, banned: false, accountRoleId: null },
    select: { email: true },
    take: READERS_MAX,
  })
  for (const { email } of readers) {
    const messageId = `<${crypto.randomUUID()}@vserver.invalid>`
    await mailer
      .send({ to: email, subject, text, messageId })
      .catch((error) => logger.error('consent.mail', { guest: guest.id, requestId }, error))
  }
}
