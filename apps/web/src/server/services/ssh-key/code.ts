import { createHash, randomInt } from 'node:crypto'
import { MINUTE_MS } from '@vserver/core/units'
import type { ServiceContext } from '../../context.ts'
import { audited } from '../audit/audited.ts'
import { requireConsoleRight } from '../console/require-right.ts'
import type { ScopedGuest } from '../guest/in-scope.ts'
import type { SshCodeView } from './model.ts'

const CODE_MS = 5 * MINUTE_MS
/** Read from a screen and typed: without letters that look like digits. 24 of them are 118 bits. */
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789'
const GROUPS = 6
const GROUP_LETTERS = 4

/** A password for one SSH connection to one guest, for who has no key at hand. */
export async function issueSshCode(ctx: ServiceContext, guest: ScopedGuest): Promise<SshCodeView> {
  await requireConsoleRight(ctx, guest.id, { kind: 'shell', mode: 'owner', consoleId: null })
  await ctx.db.sshCode.deleteMany({ where: { expiresAt: { lt: new Date(ctx.now() - CODE_MS) } } })
  const group = () => Array.from({ length: GROUP_LETTERS }, () => LETTERS[randomInt(LETTERS.length)]).join('')
  const code = Array.from({ length: GROUPS }, group).join('-')
  const expiresAt = new Date(ctx.now() + CODE_MS)
  const data = { hash: hashSshCode(code), userId: ctx.viewer.id, guestId: guest.id, expiresAt }
  await audited(ctx, { action: 'sshCode.issue', subject: guest.name, guest }, () =>
    ctx.db.sshCode.create({ data }),
  )
  return { code, expiresAt: expiresAt.toISOString() }
}

export function hashSshCode(code: string): string {
  return createHash('sha256').update(code.trim()).digest('hex')
}
