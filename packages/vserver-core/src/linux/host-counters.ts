import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import os from 'node:os'
import type { HostCounters, IoCounters, PressureCounters } from '../sample/counters.ts'
import { KIB } from '../units.ts'
import { keyedNumber, pressureOf } from './counter-files.ts'
import { isMissing } from './missing.ts'

/** Of /proc/stat; fixed at 100 for user space. Source: time(7). */
const TICK_US = 10_000
/** Of /sys/block/NAME/stat, whatever the disk's. Source: kernel block/stat. */
const SECTOR_BYTES = 512

/** Counters of the host this process runs on; `storage` is a directory of the disk that is meant. */
export function hostCounters(storage: string): () => Promise<HostCounters> {
  let disk: string | null | undefined
  return async () => {
    disk ??= diskOf(storage)
    const { blocks, bfree, bsize } = await statfs(storage)
    const memory = readFileSync('/proc/meminfo', 'latin1').replaceAll(/: +/g, ' ')
    const kib = (key: string) => keyedNumber(memory, key) * KIB
    return {
      clockMs: performance.now(),
      load1: os.loadavg()[0] ?? 0,
      cpuBusyMicroseconds: busyOf(readFileSync('/proc/stat', 'latin1')),
      memoryBytes: kib('MemTotal') - kib('MemAvailable'),
      swapBytes: kib('SwapTotal') - kib('SwapFree'),
      storageBytes: (blocks - bfree) * bsize,
      pressure: pressure(),
      io: disk === null ? null : ioOf(disk),
    }
  }
}

/** Source: proc_stat(5): user nice system idle iowait irq softirq steal; guests' time is in user already. */
export function busyOf(stat: string): number {
  const [, user, nice, system, , , irq, softirq] = (stat.split('\n')[0] ?? '').split(/ +/).map(Number)
  return [user, nice, system, irq, softirq].reduce<number>((sum, ticks) => sum + (ticks ?? 0), 0) * TICK_US
}

/** Null when the kernel does not measure it. */
function pressure(): PressureCounters | null {
  const read = (resource: string) => readFileSync(`/proc/pressure/${resource}`, 'latin1')
  try {
    return pressureOf({ cpu: read('cpu'), memory: read('memory'), io: read('io') })
  } catch (error) {
    // EOPNOTSUPP: it is there and turned off.
    if (isMissing(error) || (error instanceof Error && 'code' in error && error.code === 'EOPNOTSUPP'))
      return null
    throw error
  }
}

/** The file of the whole disk that has the directory; null for a file system without one. */
function diskOf(directory: string): string | null {
  const { dev } = statSync(directory)
  // Source: makedev(3), as the C library packs it.
  const [major, minor] = [(dev >> 8) & 0xfff, (dev & 0xff) | ((dev >> 12) & 0xfff00)]
  const device = `/sys/dev/block/${major}:${minor}`
  const file = `${realpathOf(device)}/${existsSync(`${device}/partition`) ? '..' : '.'}/stat`
  return existsSync(file) ? file : null
}

function realpathOf(link: string): string {
  return existsSync(link) ? realpathSync(link) : link
}

/** Source: kernel block/stat: fields 1 and 3, reads and their sectors; 5 and 7, writes and theirs. */
function ioOf(file: string): IoCounters {
  const fields = readFileSync(file, 'latin1').trim().split(/ +/).map(Number)
  const at = (field: number) => fields[field - 1] ?? 0
  return {
    ...{ readOperations: at(1), readBytes: at(3) * SECTOR_BYTES },
    ...{ writeOperations: at(5), writeBytes: at(7) * SECTOR_BYTES },
  }
}
