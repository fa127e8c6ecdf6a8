import { isErrorCode } from '@vserver/core/errors'
import type { ServiceContext } from '../../context.ts'
import type { ScopedGuest } from '../guest/in-scope.ts'

export type AuditEntry = {
  action: string
  subject: string
  guest?: Pick<ScopedGuest, 'id' | 'resellerId' | 'customerId'>
  /** Tenants whom it concerns, where no guest says so. */
  owners?: { resellerId: string | null; customerId: string | null }
  /** What is asked for, in words; never a secret. */
  detail?: string
}

/** Writes what is about to be done, does it, writes how it went. An act that cannot be recorded is not done. */
export function audited<T>(ctx: ServiceContext, entry: AuditEntry, work: () => Promise<T>): Promise<T> {
  return auditedBegin(ctx, entry, async (id) => {
    const result = await work()
    await writeOutcome(ctx, id, { outcome: 'succeeded' })
    return result
  })
}

/** The same for an act that goes on as an operation: how that ends is written with the operation's end. */
export async function auditedBegin<T>(
  ctx: ServiceContext,
  entry: AuditEntry,
  begin: (auditId: string) => Promise<T>,
): Promise<T> {
  const { id } = await ctx.db.auditRow.create({ data: intentRow(ctx, entry), select: { id: true } })
  try {
    return await begin(id)
  } catch (error) {
    await writeOutcome(ctx, id, { outcome: 'failed', outcomeDetail: codeOf(error) })
    throw error
  }
}

function intentRow(
  { viewer, ip, requestId }: ServiceContext,
  { action, subject, guest, owners, detail }: AuditEntry,
) {
  return {
    ...actorOf(viewer),
    sessionId: viewer.sessionId,
    ip,
    requestId,
    action,
    subject,
    guestId: guest?.id ?? null,
    resellerId:
      guest?.resellerId ?? owners?.resellerId ?? (viewer.role === 'reseller' ? viewer.accountId : null),
    customerId:
      guest?.customerId ?? owners?.customerId ?? (viewer.role === 'customer' ? viewer.accountId : null),
    detail: detail ?? null,
  }
}

/** Who really acts, and as whom. */
function actorOf({ id, name, role, token, behind }: ServiceContext['viewer']) {
  if (!behind) return { userId: id, userName: token ? `${name} (token ${token.name})` : name, role }
  return { userId: behind.id, userName: behind.name, role: behind.role, asUserId: id, asUserName: name }
}

/** The act has happened whatever becomes of this row, so a failure here must not hide its result. */
async function writeOutcome(
  { db, logger, requestId }: ServiceContext,
  id: string,
  data: { outcome: string; outcomeDetail?: string },
): Promise<void> {
  try {
    await db.auditRow.update({ where: { id }, data: { ...data, outcomeAt: new Date() } })
  } catch (error) {
    logger.error('audit.outcome', { auditId: id, requestId }, error)
  }
}

function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return isErrorCode(code) ? code : 'INTERNAL'
}
