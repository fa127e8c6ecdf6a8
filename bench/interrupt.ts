import { spawn } from 'node:child_process'
import { once } from 'node:events'

const SIGNALS = ['SIGINT', 'SIGTERM'] as const
/** Says to a process that it is the one that works. */
const APART = 'VSERVER_BENCH_APART'

let interrupted = false

/**
 * Ctrl-C reaches every process of its terminal's group: what a lane has started would end in the middle of its work.
 * So another process in a session of its own does the work, and hears alone of what this one is told. Null in that one,
 * its exit status here.
 */
export async function workApart(): Promise<number | null> {
  if (process.env[APART] === '1') {
    catchSignals()
    return null
  }
  const [program = '', ...args] = [process.execPath, ...process.execArgv, ...process.argv.slice(1)]
  const env = { ...process.env, [APART]: '1' }
  const worker = spawn(program, args, { stdio: 'inherit', detached: true, env })
  for (const signal of SIGNALS) process.on(signal, () => void worker.kill(signal))
  const [code] = await once(worker, 'exit')
  return code ?? 1
}

/** The first signal lets the round end and everything be cleaned up. */
function catchSignals(): void {
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      interrupted = true
    })
  }
}

export async function pause(milliseconds: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, milliseconds))
  if (interrupted) throw new Error('Interrupted; everything that was made is taken away.')
}
