import { closeSync, fstatSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs'

/** Device states come last, after the memory; they are far smaller than this. */
const TAIL_BYTES = 32 * 1024 * 1024
const VERSION = Buffer.from([0, 0, 0, 1])
/** Its bias and its instructions so far. */
const COUNT = subsection('timer/icount')
/** Begin and end of an idle time that we wait through; nobody has a place for it who does not wait. */
const WAIT = subsection('timer/icount/warp_timer')
const NUMBERS_BYTES = 16
/** Stands just before the count. */
const OUR_CLOCK_BYTES = 8

/**
 * Lets the clock of a frozen machine go on from where it stands at another length of an instruction: it is a bias and
 * 2^shift nanoseconds for each instruction so far. How long the machine has run by our clock is forgotten: an emulator
 * that waits for idle time would take all of it for a wait. Source: QEMU, softmmu/cpu-timers.c, accel/tcg/icount-common.c
 * and docs/devel/migration.rst.
 */
export function changeShift(stateFile: string, shift: { from: number; to: number }): void {
  const file = openSync(stateFile, 'r+')
  try {
    const { size } = fstatSync(file)
    const begin = Math.max(0, size - TAIL_BYTES)
    const tail = Buffer.alloc(size - begin)
    readSync(file, tail, 0, tail.length, begin)
    const changed = changedTail(tail, shift)
    writeSync(file, changed, 0, changed.length, begin)
    ftruncateSync(file, begin + changed.length)
  } finally {
    closeSync(file)
  }
}

function changedTail(tail: Buffer, { from, to }: { from: number; to: number }): Buffer {
  const at = tail.lastIndexOf(COUNT)
  if (at < 0) throw new Error('The state of the machine has no count of instructions.')
  tail.writeBigInt64BE(0n, at - OUR_CLOCK_BYTES)
  const place = at + COUNT.length
  const bias = tail.readBigInt64BE(place)
  const instructions = tail.readBigInt64BE(place + 8)
  tail.writeBigInt64BE(bias + (instructions << BigInt(from)) - (instructions << BigInt(to)), place)
  const end = place + NUMBERS_BYTES
  const isFollowed = tail.subarray(end, end + WAIT.length).equals(WAIT)
  const rest = isFollowed ? end + WAIT.length + NUMBERS_BYTES : end
  return Buffer.concat([tail.subarray(0, end), tail.subarray(rest)])
}

/** How one begins: a mark, the length of its name, the name, its version. */
function subsection(name: string): Buffer {
  return Buffer.concat([Buffer.from([5, name.length]), Buffer.from(name), VERSION])
}
