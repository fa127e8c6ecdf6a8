import type { ChartLimit } from '@/ui/chart-look.ts'
import { formatBits } from '@/ui/format-bits.ts'
import { formatBytes } from '@/ui/format-bytes.ts'
import { formatCount, formatCpu } from '@/ui/format-cpu.ts'
import type { ChartSpec } from './chart-spec.ts'

const limitOf = (value: number | null, words: (value: number) => string, name = 'limit'): ChartLimit[] =>
  value === null ? [] : [{ value, label: `${name} ${words(value)}` }]
const perSecond = (value: number) => `${formatBytes(value)}/s`
const BITS = 8

const some = (key: string, label = 'some waited') => ({ key, label, tone: 'warn' }) as const
const full = (key: string) => ({ key, label: 'all waited', tone: 'accent' }) as const

/** What an owner looks at first. */
export const MAIN_SPECS: readonly ChartSpec[] = [
  {
    id: 'load',
    title: 'Load',
    unit: 'tasks',
    series: [
      { key: 'load1', label: '1 min', tone: 'accent' },
      { key: 'load5', label: '5 min', tone: 'good' },
      { key: 'load15', label: '15 min', tone: 'warn' },
    ],
    hits: ['processes'],
  },
  {
    id: 'processor',
    title: 'Processor',
    unit: 'millicores',
    series: [{ key: 'cpuMillicores', label: 'Processor', tone: 'accent', filled: true }],
    strip: {
      label: 'Share of time it waited for the processor, or was held back by its own limit',
      series: [
        some('cpuPressureSome'),
        { key: 'cpuThrottled', label: 'held back by its limit', tone: 'accent' },
      ],
    },
    limits: ({ cpuMillicores }) => limitOf(cpuMillicores, formatCpu),
  },
  {
    id: 'memory',
    title: 'Memory',
    unit: 'bytes',
    scale: 'binary',
    series: [
      { key: 'memoryBytes', label: 'Memory', tone: 'accent', filled: true },
      { key: 'memoryAnonBytes', label: 'of programs', tone: 'good' },
      { key: 'swapBytes', label: 'Swap', tone: 'warn' },
    ],
    strip: {
      label: 'Share of time it waited for memory',
      series: [some('memoryPressureSome'), full('memoryPressureFull')],
    },
    limits: ({ memoryBytes, memoryHighBytes }) => [
      ...limitOf(memoryBytes, formatBytes),
      ...limitOf(memoryHighBytes, formatBytes, 'slowed from'),
    ],
    hits: ['memory', 'memorySoft', 'swap'],
  },
]

/** The rest of what the host keeps. */
export const MORE_SPECS: readonly ChartSpec[] = [
  {
    id: 'disk-speed',
    title: 'Disk speed',
    unit: 'byteRate',
    scale: 'binary',
    series: [
      { key: 'ioReadBytes', label: 'Reading', tone: 'accent', filled: true },
      { key: 'ioWriteBytes', label: 'Writing', tone: 'good' },
    ],
    strip: {
      label: 'Share of time it waited for the disk',
      series: [some('ioPressureSome'), full('ioPressureFull')],
    },
    limits: ({ diskReadBps, diskWriteBps }) => [
      ...limitOf(diskReadBps, perSecond, 'reading limit'),
      ...limitOf(diskWriteBps, perSecond, 'writing limit'),
    ],
    hits: ['diskRead', 'diskWrite'],
  },
  {
    id: 'disk-operations',
    title: 'Disk operations',
    unit: 'rate',
    series: [
      { key: 'ioReadOperations', label: 'Read', tone: 'accent', filled: true },
      { key: 'ioWriteOperations', label: 'Write', tone: 'good' },
    ],
    limits: ({ diskReadIops, diskWriteIops }) => [
      ...limitOf(diskReadIops, formatCount, 'read limit'),
      ...limitOf(diskWriteIops, formatCount, 'write limit'),
    ],
    hits: ['diskReadOperations', 'diskWriteOperations'],
  },
  {
    id: 'disk',
    title: 'Disk',
    unit: 'bytes',
    scale: 'binary',
    series: [{ key: 'diskBytes', label: 'Disk', tone: 'accent', filled: true }],
    limits: ({ diskBytes }) => limitOf(diskBytes, formatBytes),
    hits: ['diskSpace'],
  },
  {
    id: 'inodes',
    title: 'Inodes',
    unit: 'count',
    series: [{ key: 'inodes', label: 'Inodes', tone: 'accent', filled: true }],
    limits: ({ inodes }) => limitOf(inodes, formatCount),
    hits: ['inodes'],
  },
  {
    id: 'network',
    title: 'Network',
    unit: 'byteRate',
    scale: 'binary',
    series: [
      { key: 'networkIn4Bytes', label: 'Received, IPv4', tone: 'accent', filled: true },
      { key: 'networkIn6Bytes', label: 'Received, IPv6', tone: 'soft' },
      { key: 'networkOut4Bytes', label: 'Sent, IPv4', tone: 'good' },
      { key: 'networkOut6Bytes', label: 'Sent, IPv6', tone: 'warn' },
    ],
    limits: ({ networkInBits, networkOutBits }) => [
      ...bitsLimit(networkInBits, 'receiving limit'),
      ...bitsLimit(networkOutBits, 'sending limit'),
    ],
    hits: ['networkIn', 'networkOut'],
  },
  {
    id: 'packets',
    title: 'Packets',
    unit: 'rate',
    series: [
      { key: 'networkInPackets', label: 'Received', tone: 'accent' },
      { key: 'networkOutPackets', label: 'Sent', tone: 'good' },
      { key: 'networkDropped', label: 'Dropped', tone: 'warn' },
    ],
  },
  {
    id: 'processes',
    title: 'Processes and sockets',
    unit: 'count',
    series: [
      { key: 'processes', label: 'Processes', tone: 'accent', filled: true },
      { key: 'sockets', label: 'Sockets', tone: 'good' },
    ],
    limits: ({ processes, sockets }) => [
      ...limitOf(processes, formatCount, 'process limit'),
      ...limitOf(sockets, formatCount, 'socket limit'),
    ],
    hits: ['processes', 'sockets'],
  },
  {
    id: 'faults',
    title: 'Pages read back from disk',
    unit: 'rate',
    series: [{ key: 'majorFaults', label: 'Major faults', tone: 'accent', filled: true }],
  },
]

/** A limit in bits on a chart of bytes. */
function bitsLimit(bits: number | null, name: string): ChartLimit[] {
  return bits === null ? [] : [{ value: bits / BITS, label: `${name} ${formatBits(bits)}` }]
}
