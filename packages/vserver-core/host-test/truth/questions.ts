import { GIB, MIB } from '../../src/units.ts'

export const MEMORY_BYTES = 256 * MIB
export const DISK_BYTES = GIB
/** An image's own tables and journal. */
const DISK_OVERHEAD = 0.06
const CPUS = 1
/** Nothing runs in the guest but what asks. */
const LOAD_MAX = 0.9
const AGE_MAX_SECONDS = 600

/** What a tool is asked for, as far as it has limits. */
export type Question = {
  tool: string
  about: string
  argv: string[]
  /** What it says, in the unit of `isTrue`. */
  read: RegExp
  isTrue(said: number): boolean
}

const sh = (script: string) => ['/bin/sh', '-c', script]
const is = (value: number) => (said: number) => said === value
const atMost = (value: number) => (said: number) => said >= 0 && said <= value

const MEMORY = 'memory'
const FREE = 'memory not in use'
const PROCESSORS = 'processors'
const LOAD = 'load, 1 minute'
const UPTIME = 'seconds up'

const isLoad = atMost(LOAD_MAX)
const isAge = atMost(AGE_MAX_SECONDS)
const isDisk = (said: number) => said <= DISK_BYTES && said >= DISK_BYTES * (1 - DISK_OVERHEAD)
const NUMBER = /^(\d+)$/m

const PROCPS: Question[] = [
  { tool: 'free -b', about: MEMORY, argv: ['free', '-b'], read: /^Mem:\s+(\d+)/m, isTrue: is(MEMORY_BYTES) },
  {
    tool: 'free -b',
    about: 'memory in use',
    argv: ['free', '-b'],
    read: /^Mem:\s+\d+\s+(\d+)/m,
    isTrue: atMost(MEMORY_BYTES),
  },
  {
    tool: 'top',
    about: `${MEMORY}, MiB`,
    argv: sh('top -bn1'),
    read: /^MiB Mem :\s+([\d.]+) total/m,
    isTrue: is(256),
  },
  { tool: 'top', about: LOAD, argv: sh('top -bn1'), read: /load average: ([\d.]+)/, isTrue: isLoad },
  {
    tool: 'top',
    about: 'lines of processors',
    argv: sh('top -w 512 -bn1 -1 | grep -o "%Cpu[0-9]" | wc -l'),
    read: NUMBER,
    isTrue: is(CPUS),
  },
  { tool: 'uptime', about: LOAD, argv: ['uptime'], read: /load average: ([\d.]+)/, isTrue: isLoad },
  {
    tool: 'uptime -s',
    about: UPTIME,
    argv: sh('echo $(($(date +%s) - $(date -d "$(uptime -s)" +%s)))'),
    read: NUMBER,
    isTrue: isAge,
  },
  { tool: 'w', about: LOAD, argv: ['w'], read: /load average: ([\d.]+)/, isTrue: isLoad },
  {
    tool: 'vmstat -s',
    about: `${MEMORY}, KiB`,
    argv: ['vmstat', '-s'],
    read: /(\d+) K total memory/,
    isTrue: is(MEMORY_BYTES / 1024),
  },
  {
    tool: 'vmstat',
    about: `${FREE}, KiB`,
    argv: sh('vmstat -n | tail -1'),
    read: /^\s*\d+\s+\d+\s+\d+\s+(\d+)/m,
    isTrue: atMost(MEMORY_BYTES / 1024),
  },
]

const OTHERS: Question[] = [
  { tool: 'nproc', about: PROCESSORS, argv: ['nproc'], read: NUMBER, isTrue: is(CPUS) },
  { tool: 'nproc --all', about: PROCESSORS, argv: ['nproc', '--all'], read: NUMBER, isTrue: is(CPUS) },
  {
    tool: 'lscpu',
    about: PROCESSORS,
    argv: sh('LC_ALL=C lscpu'),
    read: /^CPU\(s\):\s+(\d+)/m,
    isTrue: is(CPUS),
  },
  {
    tool: 'grep processor /proc/cpuinfo',
    about: PROCESSORS,
    argv: sh('grep -c ^processor /proc/cpuinfo'),
    read: NUMBER,
    isTrue: is(CPUS),
  },
  {
    tool: 'taskset -p $$',
    about: 'processors in the mask',
    argv: sh(
      'm=$(taskset -p $$ | sed "s/.* //"); n=$((0x$m)); c=0; while [ $n -gt 0 ]; do c=$((c + n % 2)); n=$((n / 2)); done; echo $c',
    ),
    read: NUMBER,
    isTrue: is(CPUS),
  },
  {
    tool: 'grep Cpus_allowed /proc/self/status',
    about: 'processors in the list',
    argv: sh(
      'grep Cpus_allowed_list /proc/self/status | tr "," "\\n" | sed "s/.*\\t//" | while IFS=- read a b; do test -n "$b" || b=$a; seq $a $b; done | wc -l',
    ),
    read: NUMBER,
    isTrue: is(CPUS),
  },
  {
    tool: 'df -B1 /',
    about: 'disk',
    argv: sh('df -B1 --output=size / | tail -1'),
    read: /(\d+)/,
    isTrue: isDisk,
  },
]

/** What programs in C ask the C library, and what it makes of it. */
const LIBRARY: Question[] = [
  {
    tool: 'getconf _PHYS_PAGES',
    about: `${MEMORY}, pages`,
    argv: ['getconf', '_PHYS_PAGES'],
    read: NUMBER,
    isTrue: is(MEMORY_BYTES / 4096),
  },
  {
    tool: 'getconf _AVPHYS_PAGES',
    about: `${FREE}, pages`,
    argv: ['getconf', '_AVPHYS_PAGES'],
    read: NUMBER,
    isTrue: atMost(MEMORY_BYTES / 4096),
  },
  ...['_NPROCESSORS_ONLN', '_NPROCESSORS_CONF'].map((name) => ({
    tool: `getconf ${name}`,
    about: PROCESSORS,
    argv: ['getconf', name],
    read: NUMBER,
    isTrue: is(CPUS),
  })),
  {
    tool: 'sysinfo(2)',
    about: MEMORY,
    argv: ['/mnt/look', 'sysinfo'],
    read: /^total (\d+)/m,
    isTrue: is(MEMORY_BYTES),
  },
  {
    tool: 'sysinfo(2)',
    about: FREE,
    argv: ['/mnt/look', 'sysinfo'],
    read: /^free (\d+)/m,
    isTrue: atMost(MEMORY_BYTES),
  },
  {
    tool: 'sysinfo(2)',
    about: 'load, 1 minute, of 65536',
    argv: ['/mnt/look', 'sysinfo'],
    read: /^load1 (\d+)/m,
    isTrue: atMost(LOAD_MAX * 65536),
  },
  {
    tool: 'sysinfo(2)',
    about: 'threads',
    argv: ['/mnt/look', 'sysinfo'],
    read: /^processes (\d+)/m,
    isTrue: atMost(10),
  },
  {
    tool: 'sysinfo(2)',
    about: UPTIME,
    argv: ['/mnt/look', 'sysinfo'],
    read: /^uptime (\d+)/m,
    isTrue: isAge,
  },
  {
    tool: 'sched_getaffinity(2) of itself',
    about: PROCESSORS,
    argv: ['/mnt/look', 'affinity'],
    read: /^\d+\n(\d+)$/m,
    isTrue: is(CPUS),
  },
]

const busybox = (question: Omit<Question, 'tool'>): Question => ({
  ...question,
  tool: `busybox ${question.argv.join(' ')}`,
  argv: ['/mnt/busybox', ...question.argv],
})

const BUSYBOX: Question[] = [
  busybox({
    about: `${MEMORY}, KiB`,
    argv: ['free'],
    read: /^Mem:\s+(\d+)/m,
    isTrue: is(MEMORY_BYTES / 1024),
  }),
  busybox({
    about: 'memory in use, KiB',
    argv: ['free'],
    read: /^Mem:\s+\d+\s+(-?\d+)/m,
    isTrue: atMost(MEMORY_BYTES / 1024),
  }),
  busybox({ about: LOAD, argv: ['uptime'], read: /load average: ([\d.]+)/, isTrue: isLoad }),
  busybox({
    about: 'memory in use, KiB',
    argv: ['top', '-bn1'],
    read: /^Mem: (\d+)K used/m,
    isTrue: atMost(MEMORY_BYTES / 1024),
  }),
  busybox({ about: LOAD, argv: ['top', '-bn1'], read: /^Load average: ([\d.]+)/m, isTrue: isLoad }),
  busybox({ about: PROCESSORS, argv: ['nproc'], read: NUMBER, isTrue: is(CPUS) }),
  busybox({ about: PROCESSORS, argv: ['nproc', '--all'], read: NUMBER, isTrue: is(CPUS) }),
  busybox({
    about: 'disk, KiB',
    argv: ['df', '-k', '/'],
    read: /^\S+\s+(\d+)\s+\d+\s+\d+\s+\d+%/m,
    isTrue: (said) => isDisk(said * 1024),
  }),
]

export const QUESTIONS: Question[] = [...PROCPS, ...OTHERS, ...LIBRARY, ...BUSYBOX]
