import type { ChartSpec } from './chart-spec.ts'

const some = (key: string, label: string) => ({ key, label, tone: 'warn' }) as const
const full = (key: string) => ({ key, label: 'all waited', tone: 'accent' }) as const

/** What an admin wants to know of a host over time. */
export const HOST_SPECS: readonly ChartSpec[] = [
  {
    id: 'pressure',
    title: 'Pressure',
    unit: 'share',
    series: [
      { key: 'cpuPressureSome', label: 'Processor, some waited', tone: 'accent' },
      { key: 'memoryPressureSome', label: 'Memory, some waited', tone: 'good' },
      { key: 'ioPressureSome', label: 'Disk, some waited', tone: 'warn' },
      { key: 'ioPressureFull', label: 'Disk, all waited', tone: 'soft' },
    ],
  },
  {
    id: 'processor',
    title: 'Processor',
    unit: 'millicores',
    series: [{ key: 'cpuMillicores', label: 'Processor', tone: 'accent', filled: true }],
    strip: {
      label: 'Share of time somebody waited for the processor',
      series: [some('cpuPressureSome', 'some waited')],
    },
  },
  {
    id: 'memory',
    title: 'Memory',
    unit: 'bytes',
    scale: 'binary',
    series: [
      { key: 'memoryBytes', label: 'Memory in use', tone: 'accent', filled: true },
      { key: 'swapBytes', label: 'Swap', tone: 'warn' },
    ],
    strip: {
      label: 'Share of time somebody waited for memory',
      series: [some('memoryPressureSome', 'some waited'), full('memoryPressureFull')],
    },
  },
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
      label: 'Share of time somebody waited for the disk',
      series: [some('ioPressureSome', 'some waited'), full('ioPressureFull')],
    },
  },
  {
    id: 'disk-operations',
    title: 'Disk operations',
    unit: 'rate',
    series: [
      { key: 'ioReadOperations', label: 'Read', tone: 'accent', filled: true },
      { key: 'ioWriteOperations', label: 'Write', tone: 'good' },
    ],
  },
  {
    id: 'storage',
    title: 'Storage in use',
    unit: 'bytes',
    scale: 'binary',
    series: [{ key: 'storageBytes', label: 'Storage in use', tone: 'accent', filled: true }],
  },
  {
    id: 'load',
    title: 'Load',
    unit: 'tasks',
    series: [{ key: 'load1', label: '1 min', tone: 'accent', filled: true }],
  },
  {
    id: 'guests',
    title: 'Guests running',
    unit: 'count',
    series: [{ key: 'guestsRunning', label: 'Guests', tone: 'accent', filled: true }],
  },
]
