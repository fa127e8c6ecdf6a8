import type { ADDITIONAL_CAPABILITIES, DEFAULT_CAPABILITIES } from '@vserver/core/context/constants'
import { msg, type Words } from '@/language/t.ts'

/** What root in the guest can do with each, in words that tell the risk. */
export const CAPABILITY_WORDS = {
  LINUX_IMMUTABLE: msg('Mark its files unchangeable.'),
  NET_BROADCAST: msg('Send to all on its network.'),
  NET_ADMIN: msg('Its own network interfaces, routes and firewall. Opens much kernel code to attacks.'),
  NET_RAW: msg('Forge packets on its own network.'),
  IPC_LOCK: msg('Lock memory without limit.'),
  IPC_OWNER: msg('Use segments and queues of all its users.'),
  SYS_ADMIN: msg(
    'Mounts and much else within the guest. Opens most kernel code to attacks: trusted guests only.',
  ),
  SYS_NICE: msg('Raise priorities of its processes.'),
  SYS_RESOURCE: msg('Pass limits that are kept by the guest itself.'),
  MKNOD: msg('Make device nodes; they cannot be opened.'),
} as const satisfies Record<(typeof ADDITIONAL_CAPABILITIES)[number], Words>

export const DEFAULT_CAPABILITY_WORDS = {
  CHOWN: msg('Give files away.'),
  DAC_OVERRIDE: msg('Write files of all its users.'),
  DAC_READ_SEARCH: msg('Read files of all its users.'),
  FOWNER: msg('Change modes of files of others.'),
  FSETID: msg('Keep set-user-id bits on a change.'),
  KILL: msg('End processes of all its users.'),
  SETGID: msg('Change group, as sudo and daemons do.'),
  SETUID: msg('Change user, as sudo and daemons do.'),
  SETPCAP: msg('Hand out capabilities it has.'),
  NET_BIND_SERVICE: msg('Listen on ports below 1024.'),
  SYS_CHROOT: msg('chroot, as mail and SSH servers do.'),
  SYS_PTRACE: msg('Debug processes of all its users.'),
  SYS_BOOT: msg('Restart and halt itself.'),
  SYS_TTY_CONFIG: msg('Hang up terminals.'),
  LEASE: msg('Take leases on files.'),
  AUDIT_WRITE: msg('Write sign-ins to the audit log.'),
  SETFCAP: msg('Give files capabilities, as packages do.'),
} as const satisfies Record<(typeof DEFAULT_CAPABILITIES)[number], Words>
