import { VserverError } from '@vserver/core/errors'
import { renderSVG } from 'uqr'
import { msg } from '@/language/t.ts'
import { base32, newTotpSecret, totpAddress } from '../../auth/totp.ts'
import type { ServiceContext } from '../../context.ts'
import { audited } from '../audit/audited.ts'
import { endSessions } from '../me/sessions.ts'
import { checkCode, SEAL_PURPOSE } from './check.ts'
import { writeCodes } from './codes.ts'
import { isDemanded } from './demand.ts'
import type { CodeRequest, FactorView, NewFactor, RecoveryCodes } from './model.ts'

export async function getFactor({ db, viewer }: ServiceContext): Promise<FactorView> {
  const [factor, codesLeft, demanded] = await Promise.all([
    db.secondFactor.findUnique({ where: { userId: viewer.id } }),
    db.recoveryCode.count({ where: { userId: viewer.id } }),
    isDemanded(db, viewer.role),
  ])
  const isOn = factor?.confirmedAt != null
  return { isOn, codesLeft: isOn ? codesLeft : 0, isDemanded: demanded }
}

/** A secret for the device; it asks for nothing until a code of it was given back. */
export async function beginFactor({ db, viewer, sealer }: ServiceContext): Promise<NewFactor> {
  const secret = newTotpSecret()
  const data = { secret: sealer.seal(SEAL_PURPOSE, secret), lastStep: 0 }
  const userId = viewer.id
  await db.secondFactor.createMany({ data: { userId, ...data }, skipDuplicates: true })
  const { count } = await db.secondFactor.updateMany({ where: { userId, confirmedAt: null }, data })
  if (count === 0) throw alreadyOn()
  const address = totpAddress(secret, viewer.email)
  return { secret: base32(secret), address, picture: renderSVG(address, { border: 2 }) }
}

/** Whoever signed in without it has to do so again. */
export function confirmFactor(ctx: ServiceContext, { code }: CodeRequest): Promise<RecoveryCodes> {
  const { id: userId, sessionId, email } = ctx.viewer
  return audited(ctx, { action: 'secondFactor.on', subject: email }, async () => {
    await checkCode(ctx, userId, code)
    const codes = await ctx.db.$transaction(async (tx) => {
      const data = { confirmedAt: new Date(ctx.now()) }
      const { count } = await tx.secondFactor.updateMany({ where: { userId, confirmedAt: null }, data })
      if (count === 0) throw alreadyOn()
      return writeCodes(tx, userId)
    })
    await endSessions(ctx, { userId, id: { not: sessionId } })
    return { codes }
  })
}

export function renewCodes(ctx: ServiceContext): Promise<RecoveryCodes> {
  const { id: userId, email } = ctx.viewer
  return audited(ctx, { action: 'secondFactor.codes', subject: email }, async () => {
    const { isOn } = await getFactor(ctx)
    if (!isOn) throw notOn(email)
    return { codes: await ctx.db.$transaction((tx) => writeCodes(tx, userId)) }
  })
}

export function turnFactorOff(ctx: ServiceContext): Promise<{ isOn: false }> {
  const { id: userId, email, role } = ctx.viewer
  return audited(ctx, { action: 'secondFactor.off', subject: email }, async () => {
    if (await isDemanded(ctx.db, role))
      throw new VserverError('FORBIDDEN', `The role ${role} must have a second factor.`, {
        hint: msg('Your administrator asks everyone with your role to have it.'),
      })
    await ctx.db.$transaction([
      ctx.db.secondFactor.deleteMany({ where: { userId } }),
      ctx.db.recoveryCode.deleteMany({ where: { userId } }),
    ])
    return { isOn: false }
  })
}

function alreadyOn(): VserverError {
  return new VserverError('INVALID_STATE', 'The second factor is on already.', {
    hint: msg('Turn it off first to use another device.'),
  })
}

export function notOn(subject: string): VserverError {
  return new VserverError('INVALID_STATE', 'There is no second factor.', {
    subject,
    hint: msg('There is no second factor; set it up first.'),
  })
}
