import { msg, t, type Words } from '@/language/t.ts'
import type { ChartLimit } from '@/ui/chart-look.ts'
import { formatBits } from '@/ui/format-bits.ts'
import { formatBytes } from '@/ui/format-bytes.ts'
import { formatCount, formatCpu } from '@/ui/format-cpu.ts'
import { allWaited, type ChartSpec, someWaited } from './chart-spec.ts'

const limitOf = (
  value: number | null,
  format: (value: number) => string,
  words = msg('limit {amount}'),
): ChartLimit[] => (value === null ? [] : [{ value, label: t(words, { amount: format(value) }) }])
const perSecond = (value: number) => `${formatBytes(value)}/s`
const BITS = 8

/** What an owner looks at first. */
export const MAIN_SPECS: readonly ChartSpec[] = [
  {
    id: 'load',
    title: msg('Load'),
    unit: 'tasks',
    series: [
      { key: 'load1', label: msg('1 min'), tone: 'accent' },
      { key: 'load5', label: msg('5 min'), tone: 'good' },
      { key: 'load15', label: msg('15 min'), tone: 'warn' },
    ],
    hits: ['processes'],
  },
  {
    id: 'processor',
    title: msg('Processor'),
    unit: 'millicores',
    series: [{ key: 'cpuMillicores', label: msg('Processor'), tone: 'accent', filled: true }],
    strip: {
      label: msg('Share of time it waited for the processor, or was held back by its own limit'),
      series: [
        someWaited('cpuPressureSome'),
        { key: 'cpuThrottled', label: msg('held back by its limit'), tone: 'accent' },
      ],
    },
    limits: ({ cpuMillicores }) => limitOf(cpuMillicores, formatCpu),
  },
  {
    id: 'memory',
    title: msg('Memory'),
    unit: 'bytes',
    scale: 'binary',
    series: [
      { key: 'memoryBytes', label: msg('Memory'), tone: 'accent', filled: true },
      { key: 'memoryAnonBytes', label: msg('of programs'), tone: 'good' },
      { key: 'swapBytes', label: msg('Swap'), tone: 'warn' },
    ],
    strip: {
      label: msg('Share of time it waited for memory'),
      series: [someWaited('memoryPressureSome'), allWaited('memoryPressureFull')],
    },
    limits: ({ memoryBytes, memoryHighBytes }) => [
      ...limitOf(memoryBytes, formatBytes),
      ...limitOf(memoryHighBytes, formatBytes, msg('slowed from {amount}')),
    ],
    hits: ['memory', 'memorySoft', 'swap'],
  },
]

/** The rest of what the host keeps. */
export const MORE_SPECS: readonly ChartSpec[] = [
  {
    id: 'disk-speed',
    title: msg('Disk speed'),
    unit: 'byteRate',
    scale: 'binary',
    series: [
      { key: 'ioReadBytes', label: msg('Reading'), tone: 'accent', filled: true },
      { key: 'ioWriteBytes', label: msg('Writing'), tone: 'good' },
    ],
    strip: {
      label: msg('Share of time it waited for the disk'),
      series: [someWaited('ioPressureSome'), allWaited('ioPressureFull')],
    },
    limits: ({ diskReadBps, diskWriteBps }) => [
      ...limitOf(diskReadBps, perSecond, msg('reading limit {amount}')),
      ...limitOf(diskWriteBps, perSecond, msg('writing limit {amount}')),
    ],
    hits: ['diskRead', 'diskWrite'],
  },
  {
    id: 'disk-operations',
    title: msg('Disk operations'),
    unit: 'rate',
    series: [
      { key: 'ioReadOperations', label: msg('Read'), tone: 'accent', filled: true },
      { key: 'ioWriteOperations', label: msg('Write'), tone: 'good' },
    ],
    limits: ({ diskReadIops, diskWriteIops }) => [
      ...limitOf(diskReadIops, formatCount, msg('read limit {amount}')),
      ...limitOf(diskWriteIops, formatCount, msg('write limit {amount}')),
    ],
    hits: ['diskReadOperations', 'diskWriteOperations'],
  },
  {
    id: 'disk',
    title: msg('Disk'),
    unit: 'bytes',
    scale: 'binary',
    series: [{ key: 'diskBytes', label: msg('Disk'), tone: 'accent', filled: true }],
    limits: ({ diskBytes }) => limitOf(diskBytes, formatBytes),
    hits: ['diskSpace'],
  },
  {
    id: 'inodes',
    title: msg('Inodes'),
    unit: 'count',
    series: [{ key: 'inodes', label: msg('Inodes'), tone: 'accent', filled: true }],
    limits: ({ inodes }) => limitOf(inodes, formatCount),
    hits: ['inodes'],
  },
  {
    id: 'network',
    title: msg('Network'),
    unit: 'byteRate',
    scale: 'binary',
    series: [
      { key: 'networkIn4Bytes', label: msg('Received, IPv4'), tone: 'accent', filled: true },
      { key: 'networkIn6Bytes', label: msg('Received, IPv6'), tone: 'soft' },
      { key: 'networkOut4Bytes', label: msg('Sent, IPv4'), tone: 'good' },
      { key: 'networkOut6Bytes', label: msg('Sent, IPv6'), tone: 'warn' },
    ],
    limits: ({ networkInBits, networkOutBits }) => [
      ...bitsLimit(networkInBits, msg('receiving limit {amount}')),
      ...bitsLimit(networkOutBits, msg('sending limit {amount}')),
    ],
    hits: ['networkIn', 'networkOut'],
  },
  {
    id: 'packets',
    title: msg('Packets'),
    unit: 'rate',
    series: [
      { key: 'networkInPackets', label: msg('Received'), tone: 'accent' },
      { key: 'networkOutPackets', label: msg('Sent'), tone: 'good' },
      { key: 'networkDropped', label: msg('Dropped'), tone: 'warn' },
    ],
  },
  {
    id: 'processes',
    title: msg('Processes and sockets'),
    unit: 'count',
    series: [
      { key: 'processes', label: msg('Processes'), tone: 'accent', filled: true },
      { key: 'sockets', label: msg('Sockets'), tone: 'good' },
    ],
    limits: ({ processes, sockets }) => [
      ...limitOf(processes, formatCount, msg('process limit {amount}')),
      ...limitOf(sockets, formatCount, msg('socket limit {amount}')),
    ],
    hits: ['processes', 'sockets'],
  },
  {
    id: 'faults',
    title: msg('Pages read back from disk'),
    unit: 'rate',
    series: [{ key: 'majorFaults', label: msg('Major faults'), tone: 'accent', filled: true }],
  },
]

/** A limit in bits on a chart of bytes. */
function bitsLimit(bits: number | null, words: Words): ChartLimit[] {
  return bits === null ? [] : [{ value: bits / BITS, label: t(words, { amount: formatBits(bits) }) }]
}
