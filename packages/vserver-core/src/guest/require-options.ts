import { VserverError } from '../errors.ts'
import { findCircle } from './boot-plan.ts'
import type { GuestRecord } from './model.ts'

type Optioned = Pick<GuestRecord, 'name' | 'initStyle' | 'options'>

/** What the wire carries: all arguments, each with its NUL, and one more. */
const COMMAND_BYTES_MAX = 1023

/** A guest whose pid 1 is a program of its owner's choice names it, and no other guest does. */
export function requireCommand({ name, initStyle, options: { command } }: Optioned): void {
  if ((initStyle === 'single') !== (command !== null)) {
    throw refused(name, 'A command goes with the init style single, and only with it.')
  }
  if (command === null) return
  if (!command[0]?.startsWith('/')) throw refused(name, 'The command begins with the path of a program.')
  const bytes = command.reduce((sum, argument) => sum + Buffer.byteLength(argument) + 1, 0)
  if (bytes > COMMAND_BYTES_MAX) throw refused(name, 'The command is too long.')
  if (command.some((argument) => argument.includes('\0'))) {
    throw refused(name, 'A command has no zero bytes.')
  }
}

/** A guest depends on guests there are, and not, in a circle, on itself. */
export function requireBootOrder(guest: Optioned, others: readonly Optioned[]): void {
  const all = [...others.filter(({ name }) => name !== guest.name), guest]
  const known = new Set<string>(all.map(({ name }) => name))
  const missing = guest.options.boot.dependsOn.find((name) => !known.has(name))
  if (missing !== undefined) {
    throw refused(guest.name, `Guest ${guest.name} cannot depend on ${missing}: there is no such guest.`)
  }
  const circle = findCircle(all, guest.name)
  if (circle !== null) {
    throw refused(guest.name, `Guests cannot depend on each other in a circle: ${circle.join(', ')}.`)
  }
}

function refused(subject: string, message: string): VserverError {
  return new VserverError('INVALID_INPUT', message, { subject })
}
