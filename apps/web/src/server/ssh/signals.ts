import os from 'node:os'

/** Those of RFC 4254, 6.10. */
const NAMES = [
  'ABRT',
  'ALRM',
  'FPE',
  'HUP',
  'ILL',
  'INT',
  'KILL',
  'PIPE',
  'QUIT',
  'SEGV',
  'TERM',
  'USR1',
  'USR2',
] as const

const numbers = os.constants.signals as Record<string, number | undefined>

/** Null: not one that a client may send. */
export function signalNumber(name: string): number | null {
  const known = NAMES.find((one) => one === name.replace(/^SIG/, ''))
  return known ? (numbers[`SIG${known}`] ?? null) : null
}

export type Exit = { code: number } | { signal: string; isCore: boolean }

/** Source: waitpid(2). A signal that SSH has no name for is told as shells do. */
export function exitOf(status: number): Exit {
  const signal = status & 0x7f
  if (signal === 0) return { code: (status >> 8) & 0xff }
  const name = NAMES.find((one) => numbers[`SIG${one}`] === signal)
  return name ? { signal: name, isCore: (status & 0x80) !== 0 } : { code: 128 + signal }
}
