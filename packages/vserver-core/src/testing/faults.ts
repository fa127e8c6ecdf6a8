import { VserverError } from '../errors.ts'

/** What a caller sees when the process "dies" in the middle of an act. */
export class CrashedError extends Error {
  override readonly name = 'CrashedError'
}

export type Refusal = { call: string; error: VserverError }

export type Faults = {
  refuse: Refusal[]
  /** Dies at this call, counted from 1; null = never. */
  crashAt: number | null
  /** Whether the call that dies takes effect first. */
  crashWhen: 'before' | 'after'
  calls: string[]
  isDead: boolean
}

export function noFaults(): Faults {
  return { refuse: [], crashAt: null, crashWhen: 'before', calls: [], isDead: false }
}

export function refusal(call: string): Refusal {
  return { call, error: new VserverError('NATIVE_FAILED', `The kernel refused ${call}.`) }
}

/** Wraps each method of a part of the port so that it can be refused or be the moment of a crash. */
export function faulty<T extends object>(part: string, methods: T, faults: Faults): T {
  const wrapped = Object.entries(methods).map(([name, method]) => [
    name,
    (...args: unknown[]) => callFaulty(`${part}.${name}`, () => method(...args), faults),
  ])
  return Object.fromEntries(wrapped) as T
}

async function callFaulty(call: string, act: () => unknown, faults: Faults): Promise<unknown> {
  if (faults.isDead) throw new CrashedError(call)
  faults.calls.push(call)
  const dies = faults.calls.length === faults.crashAt
  if (dies && faults.crashWhen === 'before') return die(call, faults)
  const refused = faults.refuse.find((refusal) => refusal.call === call)
  if (refused !== undefined) throw refused.error
  const result = await act()
  return dies ? die(call, faults) : result
}

function die(call: string, faults: Faults): never {
  faults.isDead = true
  throw new CrashedError(call)
}
