import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { buildProgram } from '../programs.ts'

/** Somewhere a program can be run: a namespace's `nsenter …`. */
type Place = readonly string[]
type Protocol = 'tcp' | 'udp'

function start(place: Place, args: readonly string[]): ChildProcessWithoutNullStreams {
  const [program = '', ...rest] = [...place, buildProgram('talk'), ...args]
  return spawn(program, rest)
}

/** What somebody hears: the address the other side sees it by, or why there was no answer. */
export async function ask(place: Place, protocol: Protocol, address: string, port: number, source?: string) {
  const child = start(place, ['ask', protocol, address, `${port}`, ...(source === undefined ? [] : [source])])
  let said = ''
  child.stdout.on('data', (chunk) => {
    said += chunk
  })
  await once(child, 'close')
  return said.trim().replace('::ffff:', '') // an IPv4 address as a socket of both families has it
}

/** Servers and connections of one test file; `close` ends them all. */
export class Talkers {
  readonly #children = new Set<ChildProcessWithoutNullStreams>()

  async listen(
    place: Place,
    protocol: Protocol,
    address: string,
    port: number,
  ): Promise<() => Promise<void>> {
    const child = this.#keep(start(place, ['listen', protocol, address, `${port}`]))
    const [line] = await once(createInterface(child.stdout), 'line')
    if (line !== 'ready') throw new Error(`${address} ${port}: ${line}`)
    return () => this.#end(child)
  }

  /** A TCP connection that stays; the returned function sends a line and tells what came back. */
  async hold(place: Place, address: string, port: number): Promise<(line: string) => Promise<string>> {
    const child = this.#keep(start(place, ['hold', address, `${port}`]))
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]()
    await lines.next()
    return async (line) => {
      child.stdin.write(`${line}\n`)
      return String((await lines.next()).value)
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.#children].map((child) => this.#end(child)))
  }

  #keep(child: ChildProcessWithoutNullStreams): ChildProcessWithoutNullStreams {
    this.#children.add(child)
    return child
  }

  async #end(child: ChildProcessWithoutNullStreams): Promise<void> {
    this.#children.delete(child)
    if (child.exitCode !== null) return
    const ended = once(child, 'close')
    child.kill('SIGKILL')
    await ended
  }
}

/** Sends an ICMP error that belongs to no connection. */
export async function sendError(place: Place, address: string): Promise<void> {
  const child = start(place, ['error', address])
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`no ICMP error to ${address} (${code})`)
}
