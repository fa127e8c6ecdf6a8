import { once } from 'node:events'
import ssh2, { type ClientChannel } from 'ssh2'
import { expect, onTestFinished } from 'vitest'
import type { ServiceContext } from '../context.ts'
import { generateKeyPair } from '../ssh/generate-key.ts'
import { openSsh } from './open-ssh.ts'
import { CAUSES, type Cause, prepare } from './revocation.ts'
import { as } from './world.ts'

type Rig = Awaited<ReturnType<typeof openSsh>>
type Login = { privateKey: string } | { password: string }
type SshCause = Pick<Cause, 'says' | 'act' | 'undo'> & {
  /** How somebody with a right to the guest signs in, for one connection. */
  login(rig: Rig): Promise<Login>
}

/** A connection has a sign-in of its own, which a ban or a new password ends too. */
const byKey =
  (cause: Cause) =>
  async (rig: Rig): Promise<Login> => {
    const person = await cause.person(rig)
    const { private: privateKey, public: key } = generateKeyPair()
    await as(proved(rig, person)).sshKey.add({ name: crypto.randomUUID().slice(0, 30), key })
    return { privateKey }
  }

function proved({ world }: Rig, ctx: ServiceContext): ServiceContext {
  return { ...ctx, viewer: { ...ctx.viewer, provedAt: new Date(world.clock.nowMs) } }
}

async function tokenOf(rig: Rig): Promise<Login> {
  const { secret } = await as(proved(rig, rig.tenant.customer)).token.create({
    name: crypto.randomUUID().slice(0, 30),
    permissions: ['guest.read', 'guest.console'],
    guestId: null,
    prefixes: [],
    days: 1,
  })
  return { password: secret }
}

/** Those of a browser's console, and what only SSH is signed in with. */
export const SSH_CAUSES: Record<string, SshCause> = {
  ...Object.fromEntries(
    Object.entries(CAUSES).map(([name, cause]) => [name, { ...cause, login: byKey(cause) }]),
  ),
  'token revoked': {
    says: /sign-in was ended/,
    login: tokenOf,
    act: ({ world }) => world.db.apiToken.deleteMany(),
  },
  'token without the right to consoles': {
    says: /does not allow this/,
    login: tokenOf,
    act: ({ world }) => world.db.apiToken.updateMany({ data: { permissions: ['guest.read'] } }),
    undo: ({ world }) => world.db.apiToken.deleteMany(),
  },
  'key removed': {
    says: /sign-in was ended/,
    login: byKey({ ...(CAUSES['sign-out'] as Cause) }),
    act: ({ world }) => world.db.sshKey.deleteMany(),
  },
}

/** Milliseconds from the cause to the end of the channel, for each of so many connections in so many rounds. */
export async function timeSshRevocations(
  cause: SshCause,
  { rounds, connections }: { rounds: number; connections: number },
): Promise<number[]> {
  const rig = await openSsh()
  await prepare(rig)
  const times: number[] = []
  for (let round = 0; round < rounds; round++) {
    const shells: Shell[] = []
    for (let index = 0; index < connections; index++)
      shells.push(await openShell(rig, await cause.login(rig)))
    const { db } = rig.world
    const open = await db.console.findMany({ where: { closedAt: null } })
    const sessions = await db.session.findMany({ where: { userAgent: { startsWith: 'SSH' } } })
    const opened = { consoleIds: open.map(({ id }) => id), sessionIds: sessions.map(({ id }) => id) }
    const ends = shells.map(({ channel }) => endOf(channel))
    const beganMs = performance.now()
    await cause.act(rig, opened)
    for (const { atMs, said } of await Promise.all(ends)) {
      expect(said).toMatch(cause.says)
      times.push(atMs - beganMs)
    }
    await cause.undo?.(rig, opened)
    // Of a shell that has ended the connection is still one of those that a user may have.
    await Promise.all(shells.map(({ disconnect }) => disconnect()))
    await expect.poll(() => db.console.count({ where: { closedAt: null } })).toBe(0)
    await db.sshKey.deleteMany()
  }
  return times
}

type Shell = { channel: ClientChannel; disconnect(): Promise<unknown> }

/** A shell that has answered; one that is refused is told with the reason. */
async function openShell({ gateway }: Rig, login: Login): Promise<Shell> {
  const client = new ssh2.Client()
  onTestFinished(() => void client.end())
  const closed = new Promise((resolve) => client.once('close', resolve))
  client.connect({ host: '127.0.0.1', port: gateway.port, username: 'web', ...login })
  await once(client, 'ready')
  const { promise, resolve, reject } = Promise.withResolvers<ClientChannel>()
  client.shell((error, channel) => (error ? reject(error) : resolve(channel)))
  const channel = await promise
  // The other end of a connection that is cut.
  client.on('error', () => {})
  channel.write('up\n')
  const refused = endOf(channel).then(({ said }) => Promise.reject(new Error(`No shell: ${said}`)))
  await Promise.race([once(channel, 'data'), refused])
  refused.catch(() => {}) // its end is looked for by who ends it
  channel.resume() // its end comes after all that is to be read
  const disconnect = () => {
    client.end()
    return closed
  }
  return { channel, disconnect }
}

async function endOf(shell: ClientChannel): Promise<{ atMs: number; said: string }> {
  let said = ''
  shell.stderr.on('data', (bytes: Buffer) => {
    said += bytes
  })
  await once(shell, 'close')
  return { atMs: performance.now(), said }
}
