/** What the kernel has counted of a guest since it was started. Null: this host does not tell. */
export type GuestCounters = {
  /** Milliseconds of a clock that nobody sets: what rates are taken over. */
  clockMs: number
  /** Another one after each start of the guest. */
  run: number
  cpuUsageMicroseconds: number
  /** Of its own cap. Source: kernel scheduler/sched-bwc, cpu.stat. */
  cpuCap: { periods: number; throttledPeriods: number; throttledMicroseconds: number } | null
  /** Without what the kernel could give back at once. */
  memoryBytes: number
  memoryAnonBytes: number | null
  memoryFileBytes: number | null
  memoryKernelBytes: number | null
  swapBytes: number | null
  majorFaults: number | null
  pressure: PressureCounters | null
  io: IoCounters | null
  processes: number
  /** Internet sockets in a network stack of its own. */
  sockets: number | null
  /** Tasks running or in uninterruptible sleep now. */
  activeTasks: number
}

/** Microseconds in which some, or all, tasks waited. Source: kernel accounting/psi, total. */
export type PressureCounters = {
  cpuSome: number
  memorySome: number
  memoryFull: number
  ioSome: number
  ioFull: number
}

/** From and to disks. */
export type IoCounters = {
  readBytes: number
  writeBytes: number
  readOperations: number
  writeOperations: number
}

/** What a host has counted since it was started, and what it uses now. */
export type HostCounters = {
  clockMs: number
  load1: number
  cpuBusyMicroseconds: number
  memoryBytes: number
  swapBytes: number
  storageBytes: number
  pressure: PressureCounters | null
  /** Of the disk that holds the storage. */
  io: IoCounters | null
}

/** What a host that tells the least still tells. */
export const NOTHING_COUNTED = {
  clockMs: 0,
  run: 0,
  cpuUsageMicroseconds: 0,
  cpuCap: null,
  memoryBytes: 0,
  memoryAnonBytes: null,
  memoryFileBytes: null,
  memoryKernelBytes: null,
  swapBytes: null,
  majorFaults: null,
  pressure: null,
  io: null,
  processes: 0,
  sockets: null,
  activeTasks: 0,
} as const satisfies GuestCounters
