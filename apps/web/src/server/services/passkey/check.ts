import {
  type AuthenticatorTransportFuture,
  generateAuthenticationOptions,
  type PublicKeyCredentialRequestOptionsJSON,
  verifyAuthenticationResponse,
} from '@simplewebauthn/server'
import { VserverError } from '@vserver/core/errors'
import type { Db } from '@vserver/db'
import { msg } from '@/language/t.ts'
import { keepChallenge, takeChallenge } from './challenge.ts'
import type { KeyAnswer } from './model.ts'
import { type Site, siteOf } from './site.ts'

type Ask = { challengeId: string; origin: string | null | undefined; userId?: string }

/** For the browser: of one person's keys, or of whoever's the device offers. */
export async function askForKey(
  db: Db,
  { challengeId, origin, userId }: Ask,
): Promise<PublicKeyCredentialRequestOptionsJSON> {
  const site = siteOf(origin)
  const keys = userId ? await db.passkey.findMany({ where: { userId, site: site.name } }) : []
  const options = await generateAuthenticationOptions({
    rpID: site.name,
    // The device asks for a finger or a PIN: so the key alone is two factors.
    userVerification: 'required',
    allowCredentials: keys.map(({ id, transports }) => ({
      id,
      transports: transports as AuthenticatorTransportFuture[],
    })),
  })
  await keepChallenge(db, challengeId, options.challenge)
  return options
}

/** Whose key it is; throws unless it answers the challenge that was asked. */
export async function checkKey(
  db: Db,
  answer: KeyAnswer,
  { challengeId, origin, userId }: Ask,
): Promise<string> {
  const site = siteOf(origin)
  const challenge = await takeChallenge(db, challengeId)
  const key = await db.passkey.findUnique({ where: { id: answer.id } })
  if (challenge === null || !key || (userId !== undefined && key.userId !== userId)) throw refused()
  const counter = await verify(answer, { key, challenge, site })
  await db.passkey.update({ where: { id: key.id }, data: { counter, lastUsedAt: new Date() } })
  return key.userId
}

type Key = { id: string; publicKey: Uint8Array; counter: bigint; site: string }

async function verify(
  answer: KeyAnswer,
  { key, challenge, site }: { key: Key; challenge: string; site: Site },
): Promise<bigint> {
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: answer as Parameters<typeof verifyAuthenticationResponse>[0]['response'],
      expectedChallenge: challenge,
      expectedOrigin: site.origin,
      expectedRPID: site.name,
      requireUserVerification: true,
      credential: { id: key.id, publicKey: new Uint8Array(key.publicKey), counter: Number(key.counter) },
    })
    if (verified) return BigInt(authenticationInfo.newCounter)
  } catch (cause) {
    throw refused(cause)
  }
  throw refused()
}

export function refused(cause?: unknown): VserverError {
  return new VserverError('INVALID_INPUT', 'The passkey did not answer what was asked.', {
    subject: 'passkey',
    hint: msg('The passkey was not accepted; try again, or use your password.'),
    cause,
  })
}
