import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { changeShift } from './instructions.ts'

const BEFORE = Buffer.from('memory, in which timer/icount is written, too')
/** 1855 seconds by our clock. */
const OURS = '000001afefad9394'
const NONE = '0000000000000000'
const AFTER = Buffer.from('~the devices after it')
/** As QEMU 7.2 wrote them: 37,605,417,536 instructions, and a wait that it was in. */
const COUNT = '050c74696d65722f69636f756e7400000001000000014a6cc23300000008c1752240'
const WAIT = '051774696d65722f69636f756e742f776172705f74696d65720000000100000041adfcae9300000041afa7bb3d'

function stateWith(...parts: string[]): string {
  const directory = mkdtempSync(path.join(tmpdir(), 'vserver-instructions-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  const file = path.join(directory, 'state')
  writeFileSync(file, Buffer.concat([BEFORE, ...parts.map((part) => Buffer.from(part, 'hex')), AFTER]))
  return file
}

/** What the clock of the machine says. */
function nanoseconds(file: string, shift: number): bigint {
  const state = readFileSync(file)
  const place = BEFORE.length + 8 + 18
  return state.readBigInt64BE(place) + (state.readBigInt64BE(place + 8) << BigInt(shift))
}

test('at another length of an instruction the clock of the machine goes on from where it stood', () => {
  const file = stateWith(OURS, COUNT)
  const before = nanoseconds(file, 1)
  changeShift(file, { from: 1, to: 6 })
  expect(nanoseconds(file, 6)).toBe(before)
  changeShift(file, { from: 6, to: 1 })
  expect(readFileSync(file)).toEqual(readFileSync(stateWith(NONE, COUNT)))
})

test('how long the machine ran by our clock and a wait it was in are forgotten, and nothing else', () => {
  const file = stateWith(OURS, COUNT, WAIT)
  changeShift(file, { from: 1, to: 1 })
  expect(readFileSync(file)).toEqual(readFileSync(stateWith(NONE, COUNT)))
})

test('a state without a count of instructions is an error', () => {
  expect(() => changeShift(stateWith(OURS, WAIT), { from: 1, to: 6 })).toThrow('no count of instructions')
})
