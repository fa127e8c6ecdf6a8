import type { Feature, Section } from './model.ts'
import { TITLES } from './titles.ts'

type Names = Record<string, string>

/** Linux-VServer's secure set, which a guest has unless they are removed: name and what it allows. */
const DEFAULTS: Names = {
  CHOWN: 'Owners within its own ids.',
  DAC_OVERRIDE: 'Its own files only.',
  DAC_READ_SEARCH: 'Its own files only; opening by handle is refused.',
  FOWNER: 'Its own files only.',
  FSETID: 'Its own files only.',
  KILL: 'Its own processes only.',
  SETGID: 'Within its own ids.',
  SETUID: 'Within its own ids.',
  SETPCAP: 'Lowers what its own processes may; Linux-VServer left it out.',
  NET_BIND_SERVICE: 'Ports below 1024 of its own network.',
  SYS_CHROOT: 'Within its own root.',
  SYS_PTRACE: 'Its own processes only.',
  SYS_BOOT: 'Reboots and halts the guest.',
  SYS_TTY_CONFIG: 'Its own terminals.',
  LEASE: 'Its own files only.',
  AUDIT_WRITE: 'Has no effect in a user namespace, but programs want to hold it.',
  SETFCAP: 'File capabilities that count within the guest.',
}

/** Those a guest may be given on top. */
const ADDITIONAL: Names = {
  NET_BROADCAST: 'The kernel never asks for it.',
  NET_ADMIN: 'Its own network only: addresses, routes, packet filter.',
  NET_RAW: 'Raw sockets of its own network.',
  IPC_OWNER: 'Its own System V objects only.',
  SYS_ADMIN: 'Its own namespaces only; mounts made for it stay locked.',
}

const WITHOUT_EFFECT: Names = {
  LINUX_IMMUTABLE: 'May be granted, but the kernel asks for it in the first user namespace.',
  IPC_LOCK: 'May be granted, but the kernel asks for it in the first user namespace; see memlock.',
  SYS_NICE: 'May be granted, but raises priorities only in the first user namespace.',
  SYS_RESOURCE: 'May be granted, but raises limits only in the first user namespace.',
  MKNOD: 'May be granted, but device nodes need it in the first user namespace.',
}

const NEVER: Names = {
  SYS_RAWIO: 'Ports and memory of the machine have no namespace.',
  SYS_PACCT: 'There is one accounting file for the machine.',
  SYS_TIME: 'There is one wall clock for the machine.',
  AUDIT_CONTROL: 'The audit subsystem has no namespace.',
  AUDIT_READ: 'The audit subsystem has no namespace.',
  MAC_OVERRIDE: 'Rules of the security module belong to the host.',
  MAC_ADMIN: 'Rules of the security module belong to the host.',
  SYSLOG: 'There is one kernel log.',
  WAKE_ALARM: 'Wakes the machine, which is not the guest’s.',
  BLOCK_SUSPEND: 'Keeps the machine awake, which is not the guest’s.',
  PERFMON: 'Counters show other guests.',
  BPF: 'Programs run in the kernel of all guests.',
  CHECKPOINT_RESTORE: 'No guest needs it; what saves a guest acts from outside.',
}

type Common = Omit<Feature, 'name' | 'reason' | 'tests'> & { test?: string }

/** The title of each test ends with the name. */
function features(names: Names, { test, ...common }: Common): Feature[] {
  return Object.entries(names).map(([name, reason]) => {
    const tests = test === undefined ? [] : [`${test}: ${name}`]
    return { name, reason, ...common, tests }
  })
}

/** Source: capabilities(7); util-vserver, bcapabilities. */
export const CAPABILITY_ROWS: Section = {
  id: 'capability',
  title: 'Capabilities (bcaps)',
  features: [
    ...features(DEFAULTS, {
      ours: ['options.capabilities'],
      mechanism: 'capability bounding set, user namespace',
      fit: 'same',
      test: 'taken away is missing in pid 1 and in consoles',
    }),
    ...features(ADDITIONAL, {
      ours: ['options.capabilities'],
      mechanism: 'capability bounding set, user namespace',
      fit: 'same',
      test: 'granted is there in pid 1 and in consoles',
    }),
    ...features(WITHOUT_EFFECT, {
      ours: ['options.capabilities'],
      mechanism: 'capability bounding set, user namespace',
      fit: 'partial',
      test: 'granted is there in pid 1 and in consoles',
    }),
    {
      name: 'The secure set (vattribute --secure)',
      ours: ['options.capabilities'],
      mechanism: 'capability bounding set, user namespace',
      fit: 'same',
      reason: 'What a guest has when nothing is said, with SETPCAP on top.',
      tests: [TITLES.secureSet],
    },
    {
      name: 'SYS_MODULE',
      mechanism: 'seccomp',
      fit: 'impossible',
      reason: 'Modules belong to the kernel of all guests.',
      tests: [TITLES.noModules],
    },
    ...features(NEVER, { mechanism: 'none', fit: 'impossible' }),
    {
      name: 'bcaps of a running guest',
      ours: ['options.capabilities'],
      mechanism: 'capability bounding set',
      fit: 'partial',
      reason:
        'A stock kernel cannot take a capability from a running process; the next start has the change.',
    },
  ],
}
