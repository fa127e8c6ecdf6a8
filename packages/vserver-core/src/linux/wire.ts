import { CONTEXT_CAPABILITY, LIMIT_KINDS as WIRE_KINDS } from '@vserver/native'
import {
  type ADDITIONAL_CAPABILITIES,
  CONTEXT_CAPABILITIES,
  DEFAULT_CAPABILITIES,
  type GuestOptions,
} from '../context/model.ts'
import type { StartSpec } from '../host.ts'
import { type Limit, type LimitChange, type LimitUse, UNLIMITED } from '../limit/model.ts'

/** The numbers of vs_limit in their order; what the wire moves out of the negative has its offset here. */
const NUMBERS = [
  'memoryBytes',
  'memoryHighBytes',
  'swapBytes',
  'cpuMillicores',
  'cpuIntervalUs',
  'cpuBurstUs',
  'cpuWeight',
  'processes',
  'openFiles',
  'sockets',
  'lockedMemoryBytes',
  'addressSpaceBytes',
  'sharedMemoryBytes',
  'semaphores',
  'messageQueues',
  'diskReadBps',
  'diskWriteBps',
  'diskReadIops',
  'diskWriteIops',
  'nice',
  'ioPriority',
  'oomBias',
  'diskBytes',
  'diskSoftBytes',
  'inodes',
  'inodesSoft',
  'networkOutBits',
  'networkInBits',
] as const
const OFFSETS: Partial<Record<(typeof NUMBERS)[number], number>> = { nice: 20, oomBias: 1000 }

type WireLimit = { [Field in (typeof NUMBERS)[number]]?: number | null | undefined } & { cpuSet: string }

export function limitToWire(change: LimitChange): WireLimit {
  const wire: WireLimit = { cpuSet: change.cpuSet === undefined ? '' : (change.cpuSet ?? 'all') }
  for (const field of NUMBERS) {
    const value = change[field]
    wire[field] = typeof value === 'number' ? value + (OFFSETS[field] ?? 0) : value
  }
  return wire
}

export function limitFromWire(wire: WireLimit): Limit {
  const limit: Record<string, number | string | null> = {
    ...UNLIMITED,
    cpuSet: wire.cpuSet === 'all' || wire.cpuSet === '' ? null : wire.cpuSet,
  }
  for (const field of NUMBERS) {
    const value = wire[field]
    if (typeof value === 'number') limit[field] = value - (OFFSETS[field] ?? 0)
    else if (value === null) limit[field] = UNLIMITED[field]
  }
  return limit as Limit
}

/** Bit n is the n-th number of vs_limit; the CPU set comes after them. */
export function limitsMissing(bits: number): string[] {
  const fields = [...NUMBERS, 'cpuSet']
  return fields.filter((_, index) => bits & (1 << index))
}

export function limitUseFromWire(reply: { kinds: readonly LimitUse[keyof LimitUse][] }): LimitUse {
  return Object.fromEntries(WIRE_KINDS.map((kind, index) => [kind, reply.kinds[index]])) as LimitUse
}

/** Source: capabilities(7), linux/capability.h. */
const CAPABILITY_BITS: Record<
  (typeof DEFAULT_CAPABILITIES)[number] | (typeof ADDITIONAL_CAPABILITIES)[number],
  number
> = {
  CHOWN: 0,
  DAC_OVERRIDE: 1,
  DAC_READ_SEARCH: 2,
  FOWNER: 3,
  FSETID: 4,
  KILL: 5,
  SETGID: 6,
  SETUID: 7,
  SETPCAP: 8,
  LINUX_IMMUTABLE: 9,
  NET_BIND_SERVICE: 10,
  NET_BROADCAST: 11,
  NET_ADMIN: 12,
  NET_RAW: 13,
  IPC_LOCK: 14,
  IPC_OWNER: 15,
  SYS_CHROOT: 18,
  SYS_PTRACE: 19,
  SYS_ADMIN: 21,
  SYS_BOOT: 22,
  SYS_NICE: 23,
  SYS_RESOURCE: 24,
  SYS_TTY_CONFIG: 26,
  MKNOD: 27,
  LEASE: 28,
  AUDIT_WRITE: 29,
  SETFCAP: 31,
}

/** The upper bound of capabilities as a mask; no bit operators, since it may exceed 31 bits. */
function boundOf({ add, remove }: GuestOptions['capabilities']): number {
  const removed = new Set<string>(remove)
  const kept = [...DEFAULT_CAPABILITIES.filter((name) => !removed.has(name)), ...new Set(add)]
  return kept.reduce((mask, name) => mask + 2 ** CAPABILITY_BITS[name], 0)
}

/** Quota tools look at file systems of a kind they know, which an overlay is not. */
const QUOTA_DIRECTORY = '/home'

export function optionsToWire({
  capabilities,
  contextCapabilities,
  spaces,
  mounts,
  command,
  rawDirectory,
}: StartSpec['options']) {
  return {
    bcaps: boundOf(capabilities),
    ccaps: contextCapabilities.reduce((mask, name) => mask | CONTEXT_CAPABILITY[name], 0),
    shareNetwork: spaces.network ?? '',
    shareIpc: spaces.ipc ?? '',
    mounts: mounts.map(({ share, target, readOnly }) => ({ share, target, readOnly: readOnly ? 1 : 0 })),
    rawTarget: rawDirectory ?? (contextCapabilities.includes('quota') ? QUOTA_DIRECTORY : ''),
    initArgc: command?.length ?? 0,
    initArgv: command ?? [],
  }
}

export function contextCapabilitiesOf(bits: number): string[] {
  return CONTEXT_CAPABILITIES.filter((name) => bits & CONTEXT_CAPABILITY[name])
}
