import { msg } from '@/language/t.ts'
import { allWaited, type ChartSpec, someWaited } from './chart-spec.ts'

/** What an admin wants to know of a host over time. */
export const HOST_SPECS: readonly ChartSpec[] = [
  {
    id: 'pressure',
    title: msg('Pressure'),
    unit: 'share',
    scale: 'share',
    series: [
      { key: 'cpuPressureSome', label: msg('Processor, some waited'), tone: 'accent' },
      { key: 'memoryPressureSome', label: msg('Memory, some waited'), tone: 'good' },
      { key: 'ioPressureSome', label: msg('Disk, some waited'), tone: 'warn' },
      { key: 'ioPressureFull', label: msg('Disk, all waited'), tone: 'soft' },
    ],
  },
  {
    id: 'processor',
    title: msg('Processor'),
    unit: 'millicores',
    series: [{ key: 'cpuMillicores', label: msg('Processor'), tone: 'accent', filled: true }],
    strip: {
      label: msg('Share of time somebody waited for the processor'),
      series: [someWaited('cpuPressureSome')],
    },
  },
  {
    id: 'memory',
    title: msg('Memory'),
    unit: 'bytes',
    scale: 'binary',
    series: [
      { key: 'memoryBytes', label: msg('Memory in use'), tone: 'accent', filled: true },
      { key: 'swapBytes', label: msg('Swap'), tone: 'warn' },
    ],
    strip: {
      label: msg('Share of time somebody waited for memory'),
      series: [someWaited('memoryPressureSome'), allWaited('memoryPressureFull')],
    },
  },
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
      label: msg('Share of time somebody waited for the disk'),
      series: [someWaited('ioPressureSome'), allWaited('ioPressureFull')],
    },
  },
  {
    id: 'disk-operations',
    title: msg('Disk operations'),
    unit: 'rate',
    series: [
      { key: 'ioReadOperations', label: msg('Read'), tone: 'accent', filled: true },
      { key: 'ioWriteOperations', label: msg('Write'), tone: 'good' },
    ],
  },
  {
    id: 'storage',
    title: msg('Storage in use'),
    unit: 'bytes',
    scale: 'binary',
    series: [{ key: 'storageBytes', label: msg('Storage in use'), tone: 'accent', filled: true }],
  },
  {
    id: 'load',
    title: msg('Load'),
    unit: 'tasks',
    series: [{ key: 'load1', label: msg('1 min'), tone: 'accent', filled: true }],
  },
  {
    id: 'guests',
    title: msg('Guests running'),
    unit: 'count',
    scale: 'count',
    series: [{ key: 'guestsRunning', label: msg('Guests'), tone: 'accent', filled: true }],
  },
]
