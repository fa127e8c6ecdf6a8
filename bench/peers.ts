import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { PEER_GROUP, PEER_IDS, type Scratch } from './scratch.ts'

export type Peer = {
  name: string
  /** What it isolates less than a guest, shown beside its figure. */
  note: string
  /** Whose files its root must be: the ids of its user namespace, or the host's root. */
  owner: number
  command(root: string, payload: string): string[]
  /** Enters something that already runs `pause`. */
  enter?: { start: string[]; exec: string[]; stop: string[] }
}

const CAPABILITIES = [
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
].map((name) => `CAP_${name}`)

/** About as many names as our own table refuses. */
const REFUSED = [
  'init_module',
  'finit_module',
  'delete_module',
  'kexec_load',
  'kexec_file_load',
  'bpf',
  'perf_event_open',
  'add_key',
  'request_key',
  'keyctl',
  'open_by_handle_at',
  'iopl',
  'ioperm',
  'swapon',
  'swapoff',
  'acct',
  'quotactl',
  'clock_settime',
  'clock_adjtime',
  'settimeofday',
  'adjtimex',
  'syslog',
  'userfaultfd',
  'kcmp',
  'fsopen',
  'fsconfig',
  'fsmount',
  'fspick',
  'move_mount',
  'open_tree',
  'mount_setattr',
  'lookup_dcookie',
  'nfsservctl',
  'vhangup',
  'io_uring_setup',
  'io_uring_enter',
  'io_uring_register',
  'process_vm_writev',
  'name_to_handle_at',
  'setns',
  'unshare',
  'pivot_root',
  'create_module',
  'get_kernel_syms',
  'query_module',
]

const PROGRAMS = ['crun', 'runc', 'bwrap', 'systemd-nspawn', 'lxc-start']

export function missingPeers(): string[] {
  return PROGRAMS.filter((program) => !hasProgram(program))
}

export function hasProgram(program: string): boolean {
  return (process.env.PATH ?? '').split(':').some((directory) => existsSync(`${directory}/${program}`))
}

/** The peers that are installed here. */
export function installedPeers(scratch: Scratch): Peer[] {
  return [
    ...['crun', 'runc'].filter(hasProgram).map((name) => ociPeer(scratch, name)),
    ...(hasProgram('bwrap') ? [bwrapPeer] : []),
    ...(hasProgram('systemd-nspawn') ? [nspawnPeer] : []),
    ...(hasProgram('lxc-start') ? [lxcPeer(scratch)] : []),
  ]
}

function ociPeer(scratch: Scratch, program: string): Peer {
  const bundle = (root: string, payload: string) => {
    const directory = `${root}/..`
    writeBundle(directory, program, payload, `/${PEER_GROUP}/${program}`)
    return directory
  }
  const state = ['--root', `${scratch.run}/${program}-state`]
  const running = `${scratch.directory}/peer/${program}-running`
  return {
    name: program,
    note: 'no time namespace, no id-mapped root',
    owner: PEER_IDS,
    command: (root, payload) => [
      program,
      ...state,
      'run',
      '--bundle',
      bundle(root, payload),
      `bench-${program}`,
    ],
    enter: {
      get start() {
        mkdirSync(`${running}/rootfs`, { recursive: true })
        execFileSync('cp', ['-a', `${scratch.peerRoot}/.`, `${running}/rootfs`])
        writeBundle(running, program, '/pause', `/${PEER_GROUP}/${program}-running`)
        return [program, ...state, 'run', '--detach', '--bundle', running, `running-${program}`]
      },
      exec: [program, ...state, 'exec', `running-${program}`, '/stamp'],
      stop: [program, ...state, 'delete', '--force', `running-${program}`],
    },
  }
}

const bwrapPeer: Peer = {
  name: 'bwrap',
  note: 'no cgroups, no seccomp, no id mapping',
  owner: 0,
  command: (root, payload) => [
    'bwrap',
    '--unshare-all',
    '--bind',
    root,
    '/',
    '--proc',
    '/proc',
    '--dev',
    '/dev',
    '--tmpfs',
    '/tmp',
    payload,
  ],
}

const nspawnPeer: Peer = {
  name: 'nspawn',
  note: 'no user namespace',
  owner: 0,
  command: (root, payload) => [
    'systemd-nspawn',
    '--quiet',
    '--register=no',
    '--keep-unit',
    '--private-network',
    '--directory',
    root,
    payload,
  ],
}

function lxcPeer(scratch: Scratch): Peer {
  return {
    name: 'lxc-start',
    note: 'no user namespace',
    owner: 0,
    command(root, payload) {
      const file = writeLxcConfig(scratch, root, payload)
      return ['lxc-start', '--foreground', '--name', 'bench', '--lxcpath', scratch.run, '--rcfile', file]
    },
  }
}

export function writeLxcConfig(scratch: Scratch, root: string, payload: string): string {
  const file = `${scratch.directory}/lxc-${payload.slice(1)}.conf`
  const lines = [
    `lxc.rootfs.path = dir:${root}`,
    `lxc.init.cmd = ${payload}`,
    'lxc.uts.name = bench',
    'lxc.net.0.type = empty',
    'lxc.mount.auto = proc:mixed sys:ro',
  ]
  writeFileSync(file, `${lines.join('\n')}\n`)
  return file
}

function mountsOf() {
  const hidden = ['nosuid', 'noexec', 'nodev']
  return [
    { destination: '/proc', type: 'proc', source: 'proc' },
    { destination: '/dev', type: 'tmpfs', source: 'tmpfs', options: ['nosuid', 'mode=755', 'size=65536k'] },
    {
      destination: '/dev/pts',
      type: 'devpts',
      source: 'devpts',
      options: ['nosuid', 'noexec', 'newinstance', 'ptmxmode=0666', 'mode=0620', 'gid=5'],
    },
    { destination: '/dev/shm', type: 'tmpfs', source: 'shm', options: [...hidden, 'mode=1777'] },
    { destination: '/dev/mqueue', type: 'mqueue', source: 'mqueue', options: hidden },
    { destination: '/sys', type: 'sysfs', source: 'sysfs', options: [...hidden, 'ro'] },
    { destination: '/sys/fs/cgroup', type: 'cgroup', source: 'cgroup', options: [...hidden, 'ro'] },
    { destination: '/tmp', type: 'tmpfs', source: 'tmpfs', options: ['nosuid', 'nodev'] },
    { destination: '/run', type: 'tmpfs', source: 'tmpfs', options: ['nosuid', 'nodev'] },
  ]
}

/** The OCI bundle that is isolated as a guest is: the same spaces, limits, capabilities, masks. */
function writeBundle(directory: string, program: string, payload: string, cgroup: string): void {
  const mapping = [{ containerID: 0, hostID: PEER_IDS, size: 65_536 }]
  const capabilities = { bounding: CAPABILITIES, effective: CAPABILITIES, permitted: CAPABILITIES }
  const config = {
    ociVersion: '1.0.0',
    process: {
      user: { uid: 0, gid: 0 },
      args: [payload],
      env: ['PATH=/bin'],
      cwd: '/',
      capabilities,
      noNewPrivileges: false,
    },
    root: { path: 'rootfs' },
    hostname: program,
    mounts: mountsOf(),
    linux: {
      namespaces: ['pid', 'network', 'ipc', 'uts', 'mount', 'cgroup', 'user'].map((type) => ({ type })),
      uidMappings: mapping,
      gidMappings: mapping,
      cgroupsPath: cgroup,
      resources: {
        memory: { limit: 256 * 1024 * 1024 },
        pids: { limit: 256 },
        cpu: { shares: 1024, quota: 100_000, period: 100_000 },
      },
      maskedPaths: [
        '/proc/acpi',
        '/proc/kcore',
        '/proc/keys',
        '/proc/latency_stats',
        '/proc/timer_list',
        '/proc/timer_stats',
        '/proc/sched_debug',
        '/proc/scsi',
        '/sys/firmware',
      ],
      readonlyPaths: ['/proc/bus', '/proc/fs', '/proc/irq', '/proc/sys', '/proc/sysrq-trigger'],
      seccomp: {
        defaultAction: 'SCMP_ACT_ALLOW',
        syscalls: [{ names: REFUSED, action: 'SCMP_ACT_ERRNO', errnoRet: 1 }],
      },
    },
  }
  writeFileSync(`${directory}/config.json`, JSON.stringify(config))
}
