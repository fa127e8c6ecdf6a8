/** Capabilities a guest has unless its options say otherwise: Linux-VServer's secure set. Source: capabilities(7). */
export const DEFAULT_CAPABILITIES = [
  'CHOWN',
  'DAC_OVERRIDE',
  'DAC_READ_SEARCH',
  'FOWNER',
  'FSETID',
  'KILL',
  'SETGID',
  'SETUID',
  'SETPCAP',
  'NET_BIND_SERVICE',
  'SYS_CHROOT',
  'SYS_PTRACE',
  'SYS_BOOT',
  'SYS_TTY_CONFIG',
  'LEASE',
  'AUDIT_WRITE',
  'SETFCAP',
] as const

/** Those it may be given on top: they act within its own namespaces only. */
export const ADDITIONAL_CAPABILITIES = [
  'LINUX_IMMUTABLE',
  'NET_BROADCAST',
  'NET_ADMIN',
  'NET_RAW',
  'IPC_LOCK',
  'IPC_OWNER',
  'SYS_ADMIN',
  'SYS_NICE',
  'SYS_RESOURCE',
  'MKNOD',
] as const

/** What is done for a guest that lacks the capability for it. Source: util-vserver, ccapabilities. */
export const CONTEXT_CAPABILITIES = [
  'hostname',
  'rlimit',
  'rawIcmp',
  'mount',
  'oomAdjust',
  'tun',
  'quota',
] as const
