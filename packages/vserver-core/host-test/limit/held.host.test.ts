import { expect } from 'vitest'
import { GuestName } from '../../src/guest/model.ts'
import { getLimit } from '../../src/limit/index.ts'
import { compileProgram, installProgram } from '../guest-program.ts'
import { test as base, type Scratch } from '../scratch.ts'
import { CASES, type Case, type CaseName } from './cases.ts'
import { exceed } from './exceed.ts'

const test = base.extend<{ program: string }>({
  program: [async ({ scratch }, use) => use(compileProgram(scratch, 'limit')), { scope: 'file' }],
})

/** Set on a running guest, found in the kernel, read back, exceeded, counted. */
function holds(caseName: CaseName) {
  const held: Case = CASES[caseName]
  return async ({ scratch, program }: { scratch: Scratch; program: string }) => {
    const name = GuestName.parse(caseName.toLowerCase())
    await scratch.createTiny(name)
    installProgram(scratch, name, program)
    const { fact, outcome, before, during, after } = await exceed(scratch, name, held)
    if (typeof held.says === 'string') expect(fact.says).toBe(held.says)
    else expect(fact.says).toMatch(held.says)
    expect(await getLimit(scratch.host, name)).toMatchObject(held.change)
    expect(outcome).toMatch(held.outcome)
    if (held.counts) expect(after.hits ?? 0).toBeGreaterThan(before.hits ?? Number.POSITIVE_INFINITY)
    if (held.current !== undefined) expect(during?.current).toBe(held.current)
  }
}

test('a guest that uses more memory than its limit loses a process, and it is counted', holds('memory'))
test('a guest whose CPU bucket is empty waits for the next interval, and it is counted', holds('cpu'))
test('a process more than the limit is refused and counted', holds('processes'))
test('an open file more than the limit is refused', holds('openFiles'))
test('an Internet socket more than the limit is refused and counted', holds('sockets'))
test('memory locked beyond the limit is refused', holds('lockedMemory'))
test('address space beyond the limit is refused', holds('addressSpace'))
test('shared memory beyond the limit is refused', holds('sharedMemory'))
test('semaphores beyond the limit are refused', holds('semaphores'))
test('a System V message queue more than the limit is refused', holds('messageQueues'))
test('a POSIX message queue more than the limit is refused', holds('posixQueues'))
test('a guest cannot use a CPU outside its set', holds('cpuSet'))
test('no process of a guest can be less nice than the guest must be', holds('nice'))
test('no process of a guest can be spared when memory is short', holds('oomBias'))
