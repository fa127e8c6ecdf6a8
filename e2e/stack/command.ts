import { spawn } from 'node:child_process'
import path from 'node:path'

export const REPOSITORY = path.resolve(import.meta.dirname, '../..')

export type Outcome = { status: number | null; output: string; seconds: number }

/** Runs a program of the repository, without a shell; its output is returned, and shown as it comes when asked. */
export function runCommand(
  program: string,
  args: string[],
  options: { show?: boolean; env?: NodeJS.ProcessEnv } = {},
): Promise<Outcome> {
  const begun = performance.now()
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: REPOSITORY,
      env: { ...process.env, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    const take = (chunk: Buffer) => {
      output += chunk.toString()
      if (options.show) process.stdout.write(chunk)
    }
    child.stdout.on('data', take)
    child.stderr.on('data', take)
    child.on('error', reject)
    child.on('close', (status) => resolve({ status, output, seconds: (performance.now() - begun) / 1000 }))
  })
}

export function up(...args: string[]): Promise<Outcome> {
  return runCommand('./up', args)
}

export function down(...args: string[]): Promise<Outcome> {
  return runCommand('./down', args)
}
