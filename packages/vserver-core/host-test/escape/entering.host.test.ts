import path from 'node:path'
import { expect } from 'vitest'
import { DEFAULT_OPTIONS } from '../../src/context/model.ts'
import { awaitFile, startWithProgram, upperOf } from '../own-program.ts'
import { buildProgram } from '../programs.ts'
import { runShell } from '../run-in-guest.ts'
import { test } from '../scratch.ts'
import { MODES } from './attack.ts'

const ENTRIES = 15

test.for(MODES)(
  'a process that enters a guest is closed to its root until it is the guest’s ($name)',
  async (mode, { scratch }) => {
    const name = `snoop${mode.add.length}`
    await startWithProgram(scratch, name, {
      program: buildProgram('attack'),
      script: '/attack snoop /root/snooped',
      change: { options: { ...DEFAULT_OPTIONS, capabilities: { add: mode.add, remove: [] } } },
    })
    for (let entry = 0; entry < ENTRIES; entry += 1) await runShell(scratch.host, name, 'true')
    const result = path.join(upperOf(scratch, name), 'root', 'snooped')
    // By the guest itself, which would not see a file put below its mounted root.
    await runShell(scratch.host, name, 'touch /root/snooped.stop')
    const line = await awaitFile(result, 10_000)
    const [, hidden, open] = /^hidden=(\d+) open=(\d+)/.exec(line) ?? []
    expect(open, line).toBe('0')
    // Never having seen one before its exec would prove nothing.
    expect(Number(hidden), line).toBeGreaterThan(0)
  },
)
