import { randomBytes } from 'node:crypto'
import { MINUTE_MS } from '@vserver/core/units'
import ssh2, { type AuthContext } from 'ssh2'
import { previewViewer, readViewer } from '../auth/read-viewer.ts'
import { readBearer } from '../auth/token.ts'
import type { Panel, RequestInfo, Viewer } from '../context.ts'
import { isGranted } from '../policy.ts'
import { audited } from '../services/audit/audited.ts'
import type { ScopedGuest } from '../services/guest/in-scope.ts'
import { hashSshCode } from '../services/ssh-key/code.ts'
import { findGuestByLogin } from '../services/ssh-key/find-guest.ts'
import { fingerprintOf } from '../services/ssh-key/public-key.ts'
import { isSecret } from '../services/token/secret.ts'

/** The row is prolonged while the connection lives, so that one of a panel that was killed ends by itself. */
export const SESSION_MS = 10 * MINUTE_MS
/** As at the sign-in page: one address that guesses. */
const GUESSES_PER_ADDRESS = 50

type Asking = Panel & RequestInfo
/** Who it is, before a session stands for them. */
type Proof = {
  viewer: Viewer
  /** The only one that a code is for. */
  guestId: string | null
  sshKeyId: string | null
  how: 'key' | 'code' | 'token'
}
type Named = {
  /** Null: the name is that of several guests, `choices`. */
  guest: ScopedGuest | null
  choices: string[]
}
export type SignedIn = Named & { viewer: Viewer }

/** `ask`: a client that has not signed yet wants to know whether a key is worth it. Null: refused, and nothing says why. */
export async function signIn(
  panel: Asking,
  context: AuthContext,
  client: string,
): Promise<SignedIn | 'ask' | null> {
  const proof = await prove(panel, context)
  if (!proof || proof.viewer.mustChangePassword || !isGranted(proof.viewer, 'guest.console')) return null
  const named = await nameGuest(panel, proof, context.username)
  if (!named) return null
  return context.method === 'publickey' && !context.signature
    ? 'ask'
    : begin(panel, { ...named, proof, client })
}

function prove(panel: Asking, context: AuthContext): Promise<Proof | null> {
  if (context.method === 'publickey') return byKey(panel, context)
  return context.method === 'password' ? byPassword(panel, context.password ?? '') : Promise.resolve(null)
}

async function byKey({ db }: Asking, { key, signature, blob, hashAlgo }: AuthContext): Promise<Proof | null> {
  const row = key && (await db.sshKey.findUnique({ where: { fingerprint: fingerprintOf(key.data) } }))
  const viewer = row && (await previewViewer(db, row.userId))
  if (!viewer) return null
  const proof: Proof = { viewer, guestId: null, sshKeyId: row.id, how: 'key' }
  if (!signature) return proof
  const parsed = ssh2.utils.parseKey(`${row.type} ${row.blob}`)
  if (parsed instanceof Error || !blob) return null
  return parsed.verify(blob, signature, hashAlgo) === true ? proof : null
}

async function byPassword(panel: Asking, password: string): Promise<Proof | null> {
  const key = `ip:${panel.ip}`
  await panel.attempts.begin(key, GUESSES_PER_ADDRESS)
  const proof = isSecret(password) ? await byToken(panel, password) : await byCode(panel, password)
  if (proof) await panel.attempts.forgive(key)
  return proof
}

async function byToken(panel: Asking, secret: string): Promise<Proof | null> {
  const viewer = await readBearer(panel, secret, panel.ip)
  return viewer && { viewer, guestId: viewer.token?.guestId ?? null, sshKeyId: null, how: 'token' }
}

/** Used up by the attempt that names it, whatever comes of it. */
async function byCode({ db, now }: Asking, code: string): Promise<Proof | null> {
  const at = new Date(now())
  const [row] = await db.sshCode.updateManyAndReturn({
    where: { hash: hashSshCode(code), usedAt: null, expiresAt: { gt: at } },
    data: { usedAt: at },
  })
  const viewer = row && (await previewViewer(db, row.userId))
  return viewer ? { viewer, guestId: row.guestId, sshKeyId: null, how: 'code' } : null
}

async function nameGuest(panel: Asking, { viewer, guestId }: Proof, login: string): Promise<Named | null> {
  const named = await findGuestByLogin({ ...panel, viewer }, login)
  if (!named) return null
  if ('choices' in named) return guestId ? null : { guest: null, choices: named.choices }
  return guestId && guestId !== named.found.id ? null : { guest: named.found, choices: [] }
}

type Beginning = Named & { proof: Proof; client: string }

async function begin(panel: Asking, { guest, choices, proof, client }: Beginning): Promise<SignedIn | null> {
  const { sshKeyId, how } = proof
  const viewer =
    how === 'token' ? proof.viewer : await readViewer(panel.db, await openSession(panel, proof, client))
  if (!viewer) return null
  if (sshKeyId)
    await panel.db.sshKey.updateMany({ where: { id: sshKeyId }, data: { lastUsedAt: new Date(panel.now()) } })
  const entry = { action: 'ssh.signIn', subject: viewer.email, detail: `with a ${how}` }
  await audited({ ...panel, viewer }, { ...entry, ...(guest ? { guest } : {}) }, async () => {})
  return { viewer, guest, choices }
}

/** A row like that of a browser's sign-in: listed, and revoked, with the others. */
async function openSession(panel: Asking, { viewer, sshKeyId }: Proof, client: string): Promise<string> {
  const { id } = await panel.db.session.create({
    data: {
      userId: viewer.id,
      sshKeyId,
      token: randomBytes(32).toString('base64url'), // known to nobody
      expiresAt: new Date(Date.now() + SESSION_MS),
      ipAddress: panel.ip,
      userAgent: `SSH ${client}`,
    },
    select: { id: true },
  })
  return id
}
