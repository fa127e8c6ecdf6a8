import type {
  ADDITIONAL_CAPABILITIES,
  ContextCapability,
  DEFAULT_CAPABILITIES,
} from '@vserver/core/context/model'
import type { InitStyle } from '@vserver/core/guest/model'
import { Capabilities, GONE, RuntimeChange, type RuntimeView } from '@/server/services/runtime/model.ts'

type Words = { label: string; hint: string }

export const CONTEXT_CAPABILITY_WORDS = {
  hostname: { label: 'Change its host name', hint: 'hostname and domainname inside the guest.' },
  rlimit: { label: 'Raise limits of its processes', hint: 'Up to those of the guest, never beyond.' },
  rawIcmp: { label: 'Raw ICMP', hint: 'ping and traceroute programs that open raw sockets.' },
  mount: { label: 'Mount', hint: 'tmpfs and binds, without set-user-id programs and devices.' },
  oomAdjust: {
    label: 'Protect its own processes',
    hint: 'Choose which of them go first when memory is short.',
  },
  tun: { label: 'A tunnel device', hint: 'One /dev/net/tun of its own, for VPNs.' },
  quota: {
    label: 'Quotas for its own users',
    hint: 'quota, setquota and repquota inside; needs a file system of its own (backend image).',
  },
} as const satisfies Record<ContextCapability, Words>

/** What root in the guest can do with each, in words that tell the risk. */
export const CAPABILITY_WORDS = {
  LINUX_IMMUTABLE: 'Mark its files unchangeable.',
  NET_BROADCAST: 'Send to all on its network.',
  NET_ADMIN: 'Its own network interfaces, routes and firewall. Opens much kernel code to attacks.',
  NET_RAW: 'Forge packets on its own network.',
  IPC_LOCK: 'Lock memory without limit.',
  IPC_OWNER: 'Use segments and queues of all its users.',
  SYS_ADMIN: 'Mounts and much else within the guest. Opens most kernel code to attacks: trusted guests only.',
  SYS_NICE: 'Raise priorities of its processes.',
  SYS_RESOURCE: 'Pass limits that are kept by the guest itself.',
  MKNOD: 'Make device nodes; they cannot be opened.',
} as const satisfies Record<(typeof ADDITIONAL_CAPABILITIES)[number], string>

export const DEFAULT_CAPABILITY_WORDS = {
  CHOWN: 'Give files away.',
  DAC_OVERRIDE: 'Write files of all its users.',
  DAC_READ_SEARCH: 'Read files of all its users.',
  FOWNER: 'Change modes of files of others.',
  FSETID: 'Keep set-user-id bits on a change.',
  KILL: 'End processes of all its users.',
  SETGID: 'Change group, as sudo and daemons do.',
  SETUID: 'Change user, as sudo and daemons do.',
  SETPCAP: 'Hand out capabilities it has.',
  NET_BIND_SERVICE: 'Listen on ports below 1024.',
  SYS_CHROOT: 'chroot, as mail and SSH servers do.',
  SYS_PTRACE: 'Debug processes of all its users.',
  SYS_BOOT: 'Restart and halt itself.',
  SYS_TTY_CONFIG: 'Hang up terminals.',
  LEASE: 'Take leases on files.',
  AUDIT_WRITE: 'Write sign-ins to the audit log.',
  SETFCAP: 'Give files capabilities, as packages do.',
} as const satisfies Record<(typeof DEFAULT_CAPABILITIES)[number], string>

export const INIT_STYLE_WORDS = {
  systemd: 'systemd',
  sysv: 'System V init',
  openrc: 'OpenRC',
  plain: 'Small init that runs rc scripts',
  single: 'One program, no init',
} as const satisfies Record<InitStyle, string>

/** The lines of the card. */
export function runtimeLines(view: RuntimeView): { label: string; value: string }[] {
  const { add, remove } = view.capabilities
  const changes = [...add.map((name) => `+${name}`), ...remove.map((name) => `−${name}`)]
  return [
    { label: 'Init', value: INIT_STYLE_WORDS[view.initStyle] },
    { label: 'Time to stop', value: `${view.stopSeconds} s` },
    { label: 'Boot', value: bootWords(view) },
    { label: 'Network', value: spaceWords(view, view.spaces.network) },
    { label: 'IPC', value: spaceWords(view, view.spaces.ipc) },
    { label: 'Shared areas', value: view.mounts.map(mountWords).join(', ') || 'none' },
    { label: 'Raw directory', value: view.rawDirectory ?? 'none' },
    {
      label: 'May also',
      value:
        view.contextCapabilities.map((name) => CONTEXT_CAPABILITY_WORDS[name].label).join(', ') || 'nothing',
    },
    { label: 'Capabilities', value: changes.join(', ') || 'usual' },
  ]
}

function bootWords({ boot, siblings }: RuntimeView): string {
  const after = boot.dependsOn.map((id) => nameOf(siblings, id))
  const order = `mark ${boot.mark}, order ${boot.order}`
  return after.length > 0 ? `${order}, after ${after.join(', ')}` : order
}

function spaceWords({ siblings }: RuntimeView, id: string | null): string {
  return id === null ? 'its own' : `that of ${nameOf(siblings, id)}`
}

function nameOf(siblings: RuntimeView['siblings'], id: string): string {
  if (id === GONE) return 'a guest that is gone'
  return siblings.find((one) => one.id === id)?.name ?? id
}

function mountWords({ share, target, readOnly }: RuntimeView['mounts'][number]): string {
  return `${share} at ${target}${readOnly ? ' (read only)' : ''}`
}

/** The detail of an audit row, or null when it is about something else. */
export function runtimeDetailWords(detail: unknown): string | null {
  const capabilities = Capabilities.safeParse(detail)
  if (capabilities.success) {
    const { add, remove } = capabilities.data
    return [...add.map((name) => `+${name}`), ...remove.map((name) => `−${name}`)].join(', ') || 'usual'
  }
  const change = RuntimeChange.safeParse(detail)
  return change.success ? changedWords(change.data) : null
}

function changedWords(change: RuntimeChange): string {
  const { stopSeconds, boot, mounts, spaces, contextCapabilities, rawDirectory } = change
  const parts = [
    stopSeconds !== undefined && `time to stop ${stopSeconds} s`,
    boot && `boot mark ${boot.mark}, order ${boot.order}`,
    spaces && `network ${spaces.network ? 'shared' : 'its own'}, IPC ${spaces.ipc ? 'shared' : 'its own'}`,
    mounts && `shared areas ${mounts.map(mountWords).join(', ') || 'none'}`,
    rawDirectory !== undefined && `raw directory ${rawDirectory ?? 'none'}`,
    contextCapabilities && `may also ${contextCapabilities.join(', ') || 'nothing'}`,
  ]
  return parts.filter(Boolean).join('; ')
}
