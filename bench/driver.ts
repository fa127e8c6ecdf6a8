import { execFileSync } from 'node:child_process'
import path from 'node:path'
import { z } from 'zod'

const Reading = z.object({ first: z.number(), total: z.number() })
/** Nanoseconds to the payload's first instruction (-1: not seen) and to the end. */
export type Reading = z.infer<typeof Reading>

const COMMAND_MS = 60_000
/** A crowd of guests is made in one call. */
const CROWD_MS = 600_000

/** The C program that asks the broker and times the peers. */
export function compileDriver(directory: string): string {
  const source = path.join(import.meta.dirname, 'driver')
  const native = path.resolve(import.meta.dirname, '../packages/native')
  const driver = `${directory}/driver`
  const flags = ['-std=gnu17', '-O2', '-Wall', '-Wextra', '-Werror', '-static']
  const paths = ['-D_GNU_SOURCE', `-I${native}`, `-I${native}/common`, `-I${source}`]
  const files = ['main.c', 'peer.c', 'broker.c', 'guest.c'].map((file) => `${source}/${file}`)
  const common = ['socket.c', 'caps.c'].map((file) => `${native}/common/${file}`)
  execFileSync('gcc', [...flags, ...paths, '-o', driver, ...files, ...common])
  execFileSync('gcc', [...flags, '-nostdlib', '-o', `${directory}/payload`, `${source}/payload.c`])
  return driver
}

export function measure(driver: string, ...args: string[]): Reading {
  const stdio: ['ignore', 'pipe', 'inherit'] = ['ignore', 'pipe', 'inherit']
  return Reading.parse(
    JSON.parse(execFileSync(driver, args, { encoding: 'utf8', stdio, timeout: COMMAND_MS })),
  )
}

/** Not timed. What stays running must not hold our pipes. */
export function runDriver(driver: string, ...args: string[]): void {
  execFileSync(driver, args, { stdio: ['ignore', 'ignore', 'inherit'], timeout: CROWD_MS })
}

export function runQuietly(driver: string, ...args: string[]): void {
  execFileSync(driver, args, { stdio: 'ignore', timeout: COMMAND_MS })
}
