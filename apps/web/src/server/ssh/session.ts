import { ConsoleProgram, ConsoleSize } from '@vserver/core/console/model'
import { VserverError } from '@vserver/core/errors'
import type { ServerChannel, Session } from 'ssh2'
import { isVserverError } from '../trpc/errors.ts'
import { attend } from './attend.ts'
import type { Carrier } from './carry.ts'
import type { Link } from './link.ts'

/** As OpenSSH's client when it cannot run a command. */
const REFUSED = 255
const VARIABLE = /^(?:LANG|LC_[A-Z]+)$/

type Program = { command?: string; isFiles?: boolean }

/** One channel of a connection: a shell, a command, or the server of files. */
export function serveSession(link: Link, session: Session): void {
  const asked = { size: { columns: 80, rows: 24 }, hasTerminal: false, environment: [] as string[] }
  let carrier: Carrier | null = null
  let isBegun = false
  const setSize = ({ cols, rows }: { cols: number; rows: number }): boolean => {
    const size = ConsoleSize.safeParse({ columns: cols, rows })
    if (size.success) asked.size = size.data
    return size.success
  }
  const setVariable = (assignment: string): boolean => {
    const all = ConsoleProgram.safeParse({ environment: [...asked.environment, assignment] })
    if (all.success) asked.environment = all.data.environment
    return all.success
  }
  session.on('pty', (accept, _reject, info) => {
    asked.hasTerminal = true
    setSize(info)
    setVariable(`TERM=${info.term}`)
    accept?.()
  })
  session.on('env', (accept, reject, { key, val }) => {
    if (VARIABLE.test(key) && setVariable(`${key}=${val}`)) accept?.()
    else reject?.()
  })
  session.on('window-change', (accept, _reject, info) => {
    if (setSize(info)) carrier?.resize(asked.size)
    accept?.()
  })
  session.on('signal', (accept, _reject, { name }) => {
    carrier?.signal(name)
    accept?.()
  })
  const begin = (
    accept: () => ServerChannel,
    reject: (() => boolean) | undefined,
    program: Program,
  ): void => {
    if (isBegun) return void reject?.()
    isBegun = true
    const channel = accept()
    link.addChannel(channel)
    open(channel, program).catch((error) => refuse(link, channel, error))
  }
  const open = async (channel: ServerChannel, { command, isFiles = false }: Program): Promise<void> => {
    const mode = isFiles ? 'files' : asked.hasTerminal ? 'terminal' : 'pipes'
    const program = ConsoleProgram.safeParse({ mode, command, environment: asked.environment })
    if (!program.success) throw tooLong()
    const ctx = await link.context()
    const wanted = { ...asked.size, program: program.data, via: 'ssh' as const }
    carrier = await attend(link, ctx, { channel, wanted })
    carrier.resize(asked.size)
    link.addCarrier(carrier, channel)
  }
  session.on('shell', (accept, reject) => begin(accept, reject, {}))
  session.on('exec', (accept, reject, { command }) => begin(accept, reject, { command }))
  session.on('subsystem', (accept, reject, { name }) => {
    if (name === 'sftp') begin(accept, reject, { isFiles: true })
    else reject?.()
  })
}

/** In words where the person reads them, and as an exit status for programs. */
function refuse({ panel, requestId }: Link, channel: ServerChannel, error: unknown): void {
  const known = isVserverError(error) && error.code !== 'INTERNAL' ? error : null
  if (!known) panel.logger.error('ssh.refused', { requestId }, error)
  channel.stderr.write(
    `${known?.hint ?? known?.message ?? 'The console could not be opened; try again.'}\r\n`,
  )
  channel.exit(REFUSED)
  channel.end()
}

function tooLong(): VserverError {
  return new VserverError('INVALID_INPUT', 'The command is too long.', {
    hint: 'A command has at most 4095 bytes: put a script into the guest, or send it to `sh -s`.',
  })
}
