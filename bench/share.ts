import { readFileSync } from 'node:fs'
import { DEFAULT_OPTIONS } from '@vserver/core/context/model'
import { createGuest, deleteGuest, killGuest, startGuest } from '@vserver/core/guest'
import { UNLIMITED } from '@vserver/core/limit/model'
import { NO_NETWORK } from '@vserver/core/network/model'
import type { Backend } from '@vserver/core/storage/model'
import { type FilesScratch, openFilesScratch } from './files-scratch.ts'
import { pause } from './interrupt.ts'
import { kilobytes } from './memory.ts'
import type { Figures } from './report.ts'
import { makeTemplate, PERL } from './small-template.ts'

const COUNTS = [10, 50]
const IMAGE_BYTES = 24 * 2 ** 30
const SETTLE_MS = 500
const COMMAND = [
  ...['/usr/bin/perl', '-e'],
  'use POSIX; use Socket; use IO::Socket; use List::Util; sleep 3600 while 1',
]

/** Memory of guests that run the same daemon: shared files against a copy of them for each. */
export async function benchShare(): Promise<Figures[]> {
  const scratch = await openFilesScratch({ on: 'ext4', bytes: IMAGE_BYTES })
  try {
    await makeTemplate(scratch, PERL)
    const results: Figures[] = []
    for (const count of COUNTS) {
      const shared = await measure(scratch, count, 'overlay')
      const copies = await measure(scratch, count, 'tree')
      results.push({
        title: `memory of ${count} guests that run the same daemon`,
        figures: [
          figure('PSS of files, shared', shared.pssFile),
          figure('PSS of files, a copy each', copies.pssFile),
          { name: 'shared / copies', value: shared.pssFile / copies.pssFile, unit: 'x' },
          figure('page cache, shared', shared.cached),
          figure('page cache, a copy each', copies.cached),
          { name: 'shared / copies', value: shared.cached / copies.cached, unit: 'x' },
        ],
      })
    }
    return results
  } finally {
    await scratch.close()
  }
}

const figure = (name: string, bytes: number) => ({ name, value: bytes / 2 ** 20, unit: 'MiB' })

/** Page cache: what is there more than before, on a file system that nothing else is read from. */
async function measure(scratch: FilesScratch, count: number, backend: Backend) {
  const names = Array.from({ length: count }, (_, index) => scratch.name(`share-${backend}-${index}`))
  const input = { template: PERL, backend, limit: UNLIMITED, initStyle: 'single' as const }
  const options = { ...DEFAULT_OPTIONS, command: COMMAND }
  for (const name of names)
    await createGuest(scratch.host, { ...input, name, options, network: NO_NETWORK, start: false })
  await scratch.goCold()
  const before = cachedBytes()
  const pids: number[] = []
  for (const name of names) pids.push(await start(scratch, name))
  await pause(SETTLE_MS)
  const [pssFile, cached] = [pids.reduce((sum, pid) => sum + pssFileOf(pid), 0), cachedBytes() - before]
  for (const name of names) {
    await killGuest(scratch.host, name)
    await deleteGuest(scratch.host, name)
  }
  return { pssFile, cached }
}

async function start(scratch: FilesScratch, name: Parameters<typeof killGuest>[1]): Promise<number> {
  await startGuest(scratch.host, name)
  const run = await scratch.host.runtime.inspect(name)
  if (run.state !== 'running') throw new Error(`${name} does not run.`)
  return run.pid
}

/** Source: proc_pid_smaps(5); proc_meminfo(5). */
function pssFileOf(pid: number): number {
  return kilobytes(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'), 'Pss_File')
}

function cachedBytes(): number {
  return kilobytes(readFileSync('/proc/meminfo', 'utf8'), 'Cached')
}
