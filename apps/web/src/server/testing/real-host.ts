import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import path from 'node:path'
import { createInterface } from 'node:readline'
import type { ConsoleProgramInput, ConsoleSize } from '@vserver/core/console/model'
import { ConsoleId, ConsoleProgram } from '@vserver/core/console/model'
import { onTestFinished } from 'vitest'
import { z } from 'zod'
import type { World } from './world.ts'

const ROOT = path.resolve(import.meta.dirname, '../../../../..')
const Listening = z.object({ socketPath: z.string(), pid: z.number() })
const Answer = z.object({ error: z.string().optional(), id: ConsoleId.optional() })
type Order = { do: 'open'; program: ConsoleProgram; size: ConsoleSize } | { do: 'restart' | 'kill' | 'start' }

export type RealHost = {
  /** Of the process with the agent's console server. */
  pid: number
  socketPath: string
  order(order: Order): Promise<z.infer<typeof Answer>>
}

/** Makes the world's host one with a real guest, whose consoles are real (bench/console-host.ts); needs root. */
export async function realHost(world: World): Promise<RealHost> {
  const child = spawn(process.execPath, [`${ROOT}/bench/console-host.ts`], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  onTestFinished(async () => {
    if (child.exitCode !== null) return
    const ended = once(child, 'exit')
    child.stdin.end()
    await ended
  }, 60_000)
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const nextLine = async () => {
    const { value, done } = await lines.next()
    if (done) throw new Error('The host has ended.')
    return JSON.parse(value)
  }
  const { socketPath, pid } = Listening.parse(await nextLine())
  let last: Promise<unknown> = Promise.resolve()
  /** One after another: answers have no number. */
  const order = (what: Order) => {
    const answer = last.then(async () => {
      child.stdin.write(`${JSON.stringify(what)}\n`)
      const { error, ...rest } = Answer.parse(await nextLine())
      if (error) throw new Error(error)
      return rest
    })
    last = answer.catch(() => {})
    return answer
  }
  world.agent.openConsole = async (_guest, size, program: ConsoleProgramInput = {}) =>
    ConsoleId.parse((await order({ do: 'open', size, program: ConsoleProgram.parse(program) })).id)
  world.agent.consoleAddress = (target) => ({
    socketPath,
    path: `/console/${'bootOf' in target ? 'boot/console' : target.consoleId}`,
  })
  return { pid, socketPath, order }
}

/** NaN of one that has ended. */
export function rssMib(pid: number): number {
  try {
    return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024
  } catch {
    return Number.NaN
  }
}

/** Of the programs of this checkout that serve a console. */
export function consolePids(): number[] {
  const program = `${ROOT}/packages/native/bin/vs-console`
  return readdirSync('/proc').flatMap((name) => {
    try {
      return /^\d+$/.test(name) && readlinkSync(`/proc/${name}/exe`) === program ? [Number(name)] : []
    } catch {
      return []
    }
  })
}
