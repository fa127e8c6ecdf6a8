import {
  argumentList,
  i32,
  limitField,
  nested,
  repeated,
  type StructValue,
  struct,
  text,
  u16,
  u32,
  u64,
} from './codec.ts'
import { DISK_USE_REPLY, FILES_START, JOB_NAME, STORAGE_PROBE, STORAGE_REPLY } from './protocol-files.ts'
import {
  FIREWALL,
  FIREWALL_STATE,
  NETWORK,
  NETWORK_HOST,
  NETWORK_REQUEST,
  NETWORK_STATE,
  NETWORK_USE_REPLY,
} from './protocol-network.ts'

/* Offsets and sizes are those of common/protocol.h; test/protocol.test.ts compares them with the compiler's. */

export const MAGIC = 0x34305356

export const HEADER = struct(48, {
  magic: u32(0),
  operation: u32(4),
  request: u64(8),
  error: i32(16),
  size: u32(20),
  stage: text(24, 24),
})

export const EMPTY = struct(8, {})

export const LIMIT = struct(288, {
  memoryBytes: limitField(0),
  memoryHighBytes: limitField(8),
  swapBytes: limitField(16),
  cpuMillicores: limitField(24),
  cpuIntervalUs: limitField(32),
  cpuBurstUs: limitField(40),
  cpuWeight: limitField(48),
  processes: limitField(56),
  openFiles: limitField(64),
  sockets: limitField(72),
  lockedMemoryBytes: limitField(80),
  addressSpaceBytes: limitField(88),
  sharedMemoryBytes: limitField(96),
  semaphores: limitField(104),
  messageQueues: limitField(112),
  diskReadBps: limitField(120),
  diskWriteBps: limitField(128),
  diskReadIops: limitField(136),
  diskWriteIops: limitField(144),
  nice: limitField(152),
  ioPriority: limitField(160),
  oomBias: limitField(168),
  diskBytes: limitField(176),
  diskSoftBytes: limitField(184),
  inodes: limitField(192),
  inodesSoft: limitField(200),
  networkOutBits: limitField(208),
  networkInBits: limitField(216),
  /** Empty keeps, "all" lifts. */
  cpuSet: text(224, 64),
})

/** Null: no limit; absent: the kernel has no such figure. */
export const LIMIT_USE = struct(40, {
  current: limitField(0),
  peak: limitField(8),
  soft: limitField(16),
  hard: limitField(24),
  hits: limitField(32),
})

/** What `LIMIT_USE_REPLY` tells about, in its order. */
export const LIMIT_KINDS = [
  'memory',
  'swap',
  'cpu',
  'processes',
  'openFiles',
  'sockets',
  'lockedMemory',
  'addressSpace',
  'sharedMemory',
  'semaphores',
  'messageQueues',
  'fileLocks',
  'diskRead',
  'diskWrite',
  'diskReadOperations',
  'diskWriteOperations',
  'diskSpace',
  'inodes',
  'networkOut',
  'networkIn',
] as const

export const LIMIT_USE_REPLY = struct(800, { kinds: repeated(0, LIMIT_KINDS.length, LIMIT_USE) })

export const HELLO_REPLY = struct(256, {
  cgroupMode: u32(0),
  features: u32(4),
  missing: u32(8),
  running: u32(12),
  cgroupParent: text(16, 108),
  cgroupMount: text(124, 108),
  limitsMissing: u64(232),
  bcapsGrantable: u64(240),
  ccapsGrantable: u64(248),
})

export const GUEST_NAME = struct(40, { name: text(0, 40) })

export const GUEST_CREATE = struct(120, {
  name: text(0, 40),
  templateId: text(40, 40),
  xid: u32(80),
  /** 0: the broker chooses. */
  backend: u32(84),
  diskBytes: limitField(88),
  diskSoftBytes: limitField(96),
  inodes: limitField(104),
  inodesSoft: limitField(112),
})

/** Times in seconds since the epoch. */
export const GUEST_REPLACE = struct(136, { create: nested(0, GUEST_CREATE), away: u64(120), take: u64(128) })

/** A shared area shown inside a guest. */
export const MOUNT = struct(176, { share: text(0, 40), target: text(40, 128), readOnly: u32(168) })

export const GUEST_START = struct(2856, {
  name: text(0, 40),
  templateId: text(40, 40),
  hostname: text(80, 64),
  xid: u32(144),
  initStyle: u32(148),
  initArgc: u32(152),
  flags: u32(156),
  bcaps: u64(160),
  ccaps: u64(168),
  shareNetwork: text(176, 40),
  shareIpc: text(216, 40),
  mounts: repeated(256, 4, MOUNT),
  /** Where the guest has its raw directory; empty: nowhere. */
  rawTarget: text(960, 128),
  network: nested(1088, NETWORK),
  limit: nested(1544, LIMIT),
  initArgv: argumentList(1832, 1024),
})

export const GUEST_REPLY = struct(32, {
  pid: i32(0),
  supervisorPid: i32(4),
  pidStart: u64(8),
  supervisorStart: u64(16),
  startedAt: u64(24),
})

export const GUEST_STOP = struct(48, { name: text(0, 40), kind: u32(40) })

export const GUEST_FREEZE = struct(48, { name: text(0, 40), frozen: u32(40) })

export const LIMIT_REQUEST = struct(328, { name: text(0, 40), limit: nested(40, LIMIT) })

/** What the program of a console has as its standard input, output and error. */
export const CONSOLE_MODE = { terminal: 0, pipes: 1, files: 2 } as const

export const CONSOLE_OPEN = struct(6240, {
  name: text(0, 40),
  console: text(40, 40),
  columns: u16(80),
  rows: u16(82),
  idleSeconds: u32(84),
  argv: argumentList(88, 1024),
  /** Of CONSOLE_MODE. */
  mode: u32(1112),
  environment: argumentList(1120, 1024),
  /** A line for the login shell. */
  command: text(2144, 4096),
})

export const CONSOLE_REPLY = struct(116, { pid: i32(0), socket: text(8, 108) })

export const TEMPLATE_BUILD = struct(424, {
  id: text(0, 40),
  suite: text(40, 40),
  /** Mirror, file name, rsync address or guest, as the method says. */
  source: text(80, 256),
  checksum: text(336, 72),
  xid: u32(408),
  method: u32(412),
  initStyle: u32(416),
})

export const SHARE_NAME = struct(40, { share: text(0, 40) })

export const TEMPLATE_NAME = struct(40, { id: text(0, 40) })

export const BULK_ASK = struct(16, { kind: u32(0), count: u32(4), minutes: u32(8) })

/** Times in milliseconds since the epoch, 0 = not yet. */
export const BULK_PERMIT = struct(56, {
  id: u32(0),
  kind: u32(4),
  state: u32(8),
  count: u32(12),
  left: u32(16),
  minutes: u32(20),
  askedAt: u64(24),
  confirmedAt: u64(32),
  validFrom: u64(40),
  expiresAt: u64(48),
})

/** An entry whose id is 0 is not used. */
export const BULK_LIST = struct(448, { permits: repeated(0, 8, BULK_PERMIT) })

export const BULK_ID = struct(8, { id: u32(0), flags: u32(4) })

/** Every operation: its number on the wire, what goes there and what comes back. */
export const OPERATIONS = {
  hello: { number: 1, request: EMPTY, reply: HELLO_REPLY },
  guestCreate: { number: 2, request: GUEST_CREATE, reply: EMPTY },
  guestStart: { number: 3, request: GUEST_START, reply: GUEST_REPLY },
  guestOpen: { number: 4, request: GUEST_NAME, reply: GUEST_REPLY },
  guestStop: { number: 5, request: GUEST_STOP, reply: EMPTY },
  guestKill: { number: 6, request: GUEST_NAME, reply: EMPTY },
  guestDelete: { number: 7, request: GUEST_NAME, reply: EMPTY },
  limitSet: { number: 8, request: LIMIT_REQUEST, reply: LIMIT },
  limitGet: { number: 9, request: GUEST_NAME, reply: LIMIT },
  consoleOpen: { number: 10, request: CONSOLE_OPEN, reply: CONSOLE_REPLY },
  templateBuild: { number: 11, request: TEMPLATE_BUILD, reply: EMPTY },
  templateCancel: { number: 12, request: TEMPLATE_NAME, reply: EMPTY },
  templateDelete: { number: 13, request: TEMPLATE_NAME, reply: EMPTY },
  limitUse: { number: 14, request: GUEST_NAME, reply: LIMIT_USE_REPLY },
  shareDelete: { number: 15, request: SHARE_NAME, reply: EMPTY },
  bulkAsk: { number: 16, request: BULK_ASK, reply: BULK_PERMIT },
  bulkList: { number: 17, request: EMPTY, reply: BULK_LIST },
  bulkWithdraw: { number: 18, request: BULK_ID, reply: EMPTY },
  /** Answered on the socket that only root can open. */
  bulkConfirm: { number: 19, request: BULK_ID, reply: BULK_PERMIT },
  filesStart: { number: 20, request: FILES_START, reply: EMPTY },
  filesCancel: { number: 21, request: JOB_NAME, reply: EMPTY },
  storageProbe: { number: 22, request: STORAGE_PROBE, reply: STORAGE_REPLY },
  diskUse: { number: 23, request: EMPTY, reply: DISK_USE_REPLY },
  networkSet: { number: 25, request: NETWORK_REQUEST, reply: NETWORK },
  networkGet: { number: 26, request: GUEST_NAME, reply: NETWORK_STATE },
  networkUse: { number: 27, request: EMPTY, reply: NETWORK_USE_REPLY },
  firewallSet: { number: 28, request: FIREWALL, reply: EMPTY },
  firewallGet: { number: 29, request: GUEST_NAME, reply: FIREWALL_STATE },
  networkProbe: { number: 30, request: EMPTY, reply: NETWORK_HOST },
  guestReplace: { number: 32, request: GUEST_REPLACE, reply: EMPTY },
  guestFreeze: { number: 31, request: GUEST_FREEZE, reply: EMPTY },
} as const

export type OperationName = keyof typeof OPERATIONS
export type RequestOf<N extends OperationName> = StructValue<(typeof OPERATIONS)[N]['request']>
export type ReplyOf<N extends OperationName> = StructValue<(typeof OPERATIONS)[N]['reply']>

export const CGROUP_MODE = { v2: 1, hybrid: 2 } as const
export const INIT_STYLE = { systemd: 1, sysv: 2, plain: 3, single: 4, openrc: 5 } as const
export const STOP_KIND = { halt: 1, reboot: 2 } as const
export const BULK_KIND = { stop: 1, delete: 2 } as const
export const BULK_STATE = { asked: 1, confirmed: 2, valid: 3 } as const
/** Confirms without the delay. */
export const BULK_AT_ONCE = 0x01
export const START_FLAG = { volatile: 0x01 } as const
/** Bits of `features` and `missing` in the answer to hello. */
export const FEATURE = {
  overlayIdmap: 0x01,
  timeNamespace: 0x02,
  userNamespace: 0x04,
  cgroupKill: 0x08,
  procPidNamespace: 0x10,
  pidfdInfo: 0x20,
  dataLayer: 0x40,
  virtualProc: 0x80,
} as const
/** Context capabilities: operations done for the guest. */
export const CONTEXT_CAPABILITY = {
  hostname: 0x01,
  rlimit: 0x02,
  rawIcmp: 0x04,
  mount: 0x08,
  oomAdjust: 0x10,
  tun: 0x20,
  quota: 0x40,
} as const
