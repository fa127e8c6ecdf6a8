import { existsSync } from 'node:fs'
import { readFile, statfs } from 'node:fs/promises'
import os from 'node:os'
import { FEATURE } from '@vserver/native'
import { VserverError } from '../errors.ts'
import type { Host } from '../host.ts'
import { KIB } from '../units.ts'
import type { Broker } from './broker.ts'
import { keyedNumber } from './counter-files.ts'
import type { Paths } from './paths.ts'
import { contextCapabilitiesOf, limitsMissing } from './wire.ts'

type Kernel = Pick<
  Awaited<ReturnType<Host['info']>>,
  'cgroupMode' | 'missing' | 'limitsMissing' | 'contextCapabilities'
>

/** What the broker has found out about the kernel. */
export type KernelFacts = { read(): Promise<Kernel>; forget(): void }

/** Asked once: it does not change, but for the limits that a self-test of the storage proves or not. */
export function kernelFacts(broker: Broker): KernelFacts {
  let kernel: Kernel | null = null
  return {
    read: async () => {
      kernel ??= await askKernel(broker)
      return kernel
    },
    forget: () => {
      kernel = null
    },
  }
}

export function hostInfo(facts: KernelFacts, paths: Paths): Host['info'] {
  return async () => {
    const kernel = await facts.read()
    const storage = await statfs(paths.storage)
    const [load1 = 0, load5 = 0, load15 = 0] = os.loadavg()
    return {
      ...kernel,
      virtualProc: existsSync(paths.virtualProc),
      hostname: os.hostname(),
      kernel: os.release(),
      cpus: os.availableParallelism(),
      memoryBytes: os.totalmem(),
      memoryAvailableBytes: await memoryAvailable(),
      // What root alone may use is neither free nor used: df(1) counts the same way.
      storageBytes: (storage.blocks - storage.bfree + storage.bavail) * storage.bsize,
      storageFreeBytes: storage.bavail * storage.bsize,
      load1,
      load5,
      load15,
      uptimeSeconds: Math.floor(os.uptime()),
    }
  }
}

async function askKernel(broker: Broker): Promise<Kernel> {
  const hello = await broker.ask('hello', {}, 'host')
  if (hello.cgroupMode !== 1 && hello.cgroupMode !== 2) {
    throw new VserverError('INTERNAL', 'The broker and the agent are of different versions.', {
      hint: 'Run ./up again.',
    })
  }
  const missing = Object.entries(FEATURE).flatMap(([name, bit]) => (hello.missing & bit ? [name] : []))
  return {
    cgroupMode: hello.cgroupMode === 1 ? 'v2' : 'hybrid',
    missing,
    limitsMissing: limitsMissing(hello.limitsMissing),
    contextCapabilities: contextCapabilitiesOf(hello.ccapsGrantable),
  }
}

/** Source: proc_meminfo(5), MemAvailable in KiB. */
async function memoryAvailable(): Promise<number> {
  const text = await readFile('/proc/meminfo', 'utf8')
  return keyedNumber(text.replaceAll(/: +/g, ' ').replaceAll(' kB', ''), 'MemAvailable') * KIB
}
