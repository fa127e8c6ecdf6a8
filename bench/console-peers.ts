import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { freePort } from '@vserver/core/testing'
import { z } from 'zod'
import { type Link, Output, opened } from './console-link.ts'
import { pause } from './interrupt.ts'

export type Terminal = {
  name: string
  /** What is compared. */
  note: string
  open(argv: readonly string[]): Promise<Link>
}

const START_MS = 5000
const COCKPIT = { server: '/usr/lib/cockpit/cockpit-ws', bridge: '/usr/bin/cockpit-bridge' }

/** Those that are installed; the programs run on the host, as these peers have no guests. */
export function terminalPeers(): { installed: Terminal[]; missing: string[] } {
  const shellinabox = find('shellinaboxd')
  const cockpit = existsSync(COCKPIT.server) && existsSync(COCKPIT.bridge)
  const installed: Terminal[] = []
  if (shellinabox)
    installed.push({
      name: 'shellinabox',
      note: 'its daemon by HTTP on loopback, without TLS',
      open: (argv) => openShellinabox(shellinabox, argv),
    })
  if (cockpit)
    installed.push({
      name: 'cockpit',
      note: 'its web server by WebSocket on loopback, without TLS',
      open: openCockpit,
    })
  const missing = [!shellinabox && 'shellinabox', !cockpit && 'cockpit-ws'].filter((name) => name !== false)
  return { installed, missing }
}

function find(program: string): string | undefined {
  try {
    return execFileSync('which', [program], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
  } catch {
    return undefined
  }
}

const Answer = z.object({ session: z.string(), data: z.string().default('') })

/** Its page sends keys by one request and waits for output with another. Source: shell_in_a_box.jspp. */
async function openShellinabox(program: string, argv: readonly string[]): Promise<Link> {
  const port = await freePort()
  const service = `/:root:root:/:${argv.join(' ')}`
  const args = ['-t', '-p', String(port), '--localhost-only', '-q', '-s', service]
  const daemon = spawn(program, args, { stdio: 'ignore' })
  const url = `http://127.0.0.1:${port}/`
  const post = async (form: Record<string, string>) => {
    const body = new URLSearchParams({ width: '80', height: '24', ...form })
    return (await fetch(`${url}?`, { method: 'POST', body })).text()
  }
  await untilAnswers(url)
  const { session, data } = Answer.parse(JSON.parse(await post({ rooturl: url })))
  const output = new Output()
  if (data) output.push(Buffer.from(data))
  let isOpen = true
  const poll = async (): Promise<void> => {
    while (isOpen) {
      const answer = Answer.safeParse(JSON.parse((await post({ session })) || '{}'))
      if (answer.success && answer.data.data) output.push(Buffer.from(answer.data.data))
    }
  }
  void poll().catch(() => {})
  return {
    type: (text) => void post({ session, keys: Buffer.from(text).toString('hex') }).catch(() => {}),
    listen: (onOutput) => output.listen(onOutput),
    close: async () => {
      isOpen = false
      await end(daemon)
    },
  }
}

/** A stream channel with a terminal, of a session without a password. Source: cockpit's doc/protocol.md, cockpit-ws(8). */
async function openCockpit(argv: readonly string[]): Promise<Link> {
  const port = await freePort()
  const args = ['-a', '127.0.0.1', '-p', String(port), `--local-session=${COCKPIT.bridge}`]
  const server = spawn(COCKPIT.server, args, { stdio: 'ignore' })
  const origin = `http://127.0.0.1:${port}`
  await untilAnswers(`${origin}/ping`)
  // Node's WebSocket takes headers, which the DOM's type does not know.
  const options = { protocols: ['cockpit1'], headers: { origin } } as unknown as string[]
  const socket = new WebSocket(`ws://127.0.0.1:${port}/cockpit/socket`, options)
  const output = new Output()
  socket.onmessage = ({ data }) => {
    if (typeof data === 'string' && data.startsWith('t\n')) output.push(Buffer.from(data.slice(2)))
  }
  await opened(socket)
  socket.send(`\n${JSON.stringify({ command: 'init', version: 1, host: 'localhost' })}`)
  const open = { command: 'open', channel: 't', payload: 'stream', spawn: argv, pty: true }
  const window = { rows: 24, cols: 80 }
  socket.send(`\n${JSON.stringify({ ...open, window, environ: ['TERM=xterm'] })}`)
  return {
    type: (text) => socket.send(`t\n${text}`),
    listen: (onOutput) => output.listen(onOutput),
    close: () => end(server),
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  await ended
}

async function untilAnswers(url: string): Promise<void> {
  const deadline = Date.now() + START_MS
  for (;;) {
    try {
      await fetch(url)
      return
    } catch (error) {
      if (Date.now() > deadline) throw error
      await pause(20)
    }
  }
}
