import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect } from 'vitest'
import { test } from './scratch.ts'
import { patient } from './slowness.ts'

/** Source: linux/capability.h. */
const CAPABILITY = { CHOWN: 0, DAC_OVERRIDE: 1, FOWNER: 3, KILL: 5 } as const
/** It tells the guest of its machine, in the memory of who asks. */
const LOOK = { SYS_PTRACE: 19 } as const
const NEVER = { SYS_MODULE: 16, SYS_RAWIO: 17, SYS_PACCT: 20, AUDIT_CONTROL: 30, SYSLOG: 34 } as const
const FILTER = '2'

function statusOf(pid: number): Map<string, string> {
  const lines = readFileSync(`/proc/${pid}/status`, 'utf8').split('\n')
  return new Map(lines.map((line) => line.split(':\t') as [string, string]))
}

const mask = (bits: readonly number[]) => bits.reduce((sum, bit) => sum | (1n << BigInt(bit)), 0n)
const capabilities = (pid: number, set: string) => BigInt(`0x${statusOf(pid).get(set)}`)

function supervisorOf(runDir: string, name: string): number {
  const text = readFileSync(path.join(runDir, 'guests', name, 'state'), 'utf8')
  return Number(/^supervisor_pid=(\d+)$/m.exec(text)?.[1])
}

test('the broker runs behind a filter, without the capabilities that neither it nor a guest needs', ({
  scratch,
}) => {
  const { pid } = scratch.broker
  expect(statusOf(pid).get('Seccomp')).toBe(FILTER)
  expect(statusOf(pid).get('NoNewPrivs')).toBe('0') // setuid programs of guests work
  for (const set of ['CapBnd', 'CapPrm', 'CapEff', 'CapInh']) {
    expect(capabilities(pid, set) & mask(Object.values(NEVER)), set).toBe(0n)
  }
})

test('a supervisor that only watches keeps what clearing up needs, and a second filter', async ({
  scratch,
}) => {
  await scratch.createTiny('meek')
  const pid = supervisorOf(scratch.runDir, 'meek')
  const kept = mask([...Object.values(CAPABILITY), ...Object.values(LOOK)])
  const deadlineMs = Date.now() + patient(5000)
  // It answers the start first.
  while (capabilities(pid, 'CapEff') !== kept && Date.now() < deadlineMs) {
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  for (const set of ['CapBnd', 'CapPrm', 'CapEff']) expect(capabilities(pid, set) & ~kept, set).toBe(0n)
  expect(statusOf(pid).get('Seccomp_filters')).toBe('2')
})
