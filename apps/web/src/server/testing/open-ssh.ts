import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { onTestFinished } from 'vitest'
import type { ServiceContext } from '../context.ts'
import { listenSsh } from '../ssh/gateway.ts'
import { readOrCreateHostKey } from '../ssh/host-key.ts'
import { processHost } from './process-host.ts'
import { as, createWorld, sellGuest, type World } from './world.ts'

export type Ran = { code: number | null; stdout: string; stderr: string }
type Options = {
  input?: string | Buffer
  password?: string
  args?: string[]
  key?: string | null
  /** sftp and scp say themselves, in their command, where to go to. */
  program?: 'ssh' | 'sftp' | 'scp'
}

/** A gateway of a panel with one sold guest, `web`, and OpenSSH's own client (Debian's openssh-client). */
export function openSsh() {
  return openSshOf(processHost)
}

/** The same with consoles of another host. */
export async function openSshOf<Host>(hostOf: (world: World) => Promise<Host>) {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'vserver-ssh-test-'))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  const world = await createWorld()
  const tenant = await world.tenant()
  const guestId = await sellGuest(world, tenant, 'web')
  await world.hub.refresh()
  const host = await hostOf(world)
  const { privateKey, publicKey } = readOrCreateHostKey(path.join(directory, 'host-key'))
  const gateway = await listenSsh({ panel: world.panel, host: '127.0.0.1', port: 0, privateKey })
  onTestFinished(() => gateway.close())
  writeFileSync(`${directory}/known_hosts`, `[127.0.0.1]:${gateway.port} ${publicKey}\n`)

  const makeKey = (name: string, ...type: string[]): string => {
    execFileSync('ssh-keygen', [
      '-q',
      '-N',
      '',
      '-f',
      `${directory}/${name}`,
      ...(type.length ? type : ['-t', 'ed25519']),
    ])
    return readFileSync(`${directory}/${name}.pub`, 'utf8')
  }
  /** A key of the user, in a file of that name. */
  const giveKey = async (ctx: ServiceContext, name: string, ...type: string[]) => {
    const proved = { ...ctx, viewer: { ...ctx.viewer, provedAt: new Date(world.clock.nowMs) } }
    return as(proved).sshKey.add({ name, key: makeKey(name, ...type) })
  }
  const start = (
    login: string,
    command: string[],
    { password, args = [], key = 'id', program = 'ssh' }: Options = {},
  ): ChildProcess => {
    const options = [
      ...[
        '-F',
        '/dev/null',
        '-o',
        `Port=${gateway.port}`,
        '-o',
        `UserKnownHostsFile=${directory}/known_hosts`,
      ],
      ...['-o', 'StrictHostKeyChecking=yes', '-o', 'IdentitiesOnly=yes', '-o', 'NumberOfPasswordPrompts=1'],
      ...(key ? ['-i', `${directory}/${key}`] : ['-o', 'PubkeyAuthentication=no']),
      ...(password ? [] : ['-o', 'BatchMode=yes']),
      ...args,
    ]
    return spawn(program, [...options, ...(program === 'ssh' ? [`${login}@127.0.0.1`] : []), ...command], {
      env: environment(directory, password),
    })
  }
  const run = (login: string, command: string[], options: Options = {}): Promise<Ran> => {
    const child = start(login, command, options)
    child.stdin?.on('error', () => {})
    child.stdin?.end(options.input ?? '')
    return outcome(child)
  }
  return { world, tenant, guestId, host, gateway, directory, makeKey, giveKey, start, run }
}

/** The client asks a program for a password when it has no terminal. Source: ssh(1), SSH_ASKPASS. */
function environment(directory: string, password: string | undefined): NodeJS.ProcessEnv {
  const PATH = '/usr/bin:/bin'
  if (!password) return { NODE_ENV: 'test', PATH, HOME: directory }
  writeFileSync(`${directory}/ask`, `#!/bin/sh\necho '${password}'\n`, { mode: 0o700 })
  return {
    NODE_ENV: 'test',
    PATH,
    HOME: directory,
    SSH_ASKPASS: `${directory}/ask`,
    SSH_ASKPASS_REQUIRE: 'force',
  }
}

export function outcome(child: ChildProcess): Promise<Ran> {
  const out: Buffer[] = []
  const err: Buffer[] = []
  child.stdout?.on('data', (bytes: Buffer) => out.push(bytes))
  child.stderr?.on('data', (bytes: Buffer) => err.push(bytes))
  const text = (parts: Buffer[]) => Buffer.concat(parts).toString()
  return new Promise((resolve) =>
    child.on('close', (code) => resolve({ code, stdout: text(out), stderr: text(err) })),
  )
}
