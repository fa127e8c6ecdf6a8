import { randomBytes } from 'node:crypto'
import { VserverError } from '@vserver/core/errors'
import type { Prisma, Transaction } from '@vserver/db'
import { hashPassword } from '@vserver/db/password'
import { msg } from '@/language/t.ts'
import { afterCheck } from '../allowance/serialisable.ts'

type NewUser = Pick<Prisma.UserUncheckedCreateInput, 'name' | 'email' | 'role'> & { accountId?: string }
type PreparedPassword = { plain: string; hash: string }

/** 96 bits in letters that can be read out over the telephone. Hashed before any transaction: it takes 0.1 s. */
export async function oneTimePassword(): Promise<PreparedPassword> {
  const plain = randomBytes(12).toString('hex').match(/.{6}/g)?.join('-') ?? ''
  return { plain, hash: await hashPassword(plain) }
}

/** A user who must choose a password at the first sign-in; within `serialisable`. */
export async function createUser(
  tx: Transaction,
  user: NewUser,
  password: PreparedPassword,
): Promise<string> {
  if (await tx.user.findUnique({ where: { email: user.email }, select: { id: true } }))
    throw emailTaken(user.email)
  const data = { ...user, emailVerified: true, mustChangePassword: true }
  const { id } = await afterCheck(tx.user.create({ data }))
  await tx.credential.create({
    data: { userId: id, accountId: id, providerId: 'credential', password: password.hash },
  })
  return id
}

export function emailTaken(email: string): VserverError {
  return new VserverError('ALREADY_EXISTS', 'The e-mail address is taken.', {
    subject: email,
    hint: msg('Somebody signs in with this e-mail address already; use another one.'),
  })
}
