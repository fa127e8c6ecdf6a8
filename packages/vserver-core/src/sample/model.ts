import { z } from 'zod'
import { GUEST_METRIC_NAMES, type GuestMetric, HOST_METRIC_NAMES, type HostMetric } from '../metric/model.ts'

/** Those that every host tells of a running guest. */
const ALWAYS = [
  'uptimeSeconds',
  'load1',
  'load5',
  'load15',
  'cpuMillicores',
  'memoryBytes',
  'processes',
] as const satisfies GuestMetric[]
type Always = (typeof ALWAYS)[number]
type Perhaps = Exclude<GuestMetric, Always>

const number = z.number()
const shapeOf = <Name extends string, Type extends z.ZodType>(names: readonly Name[], type: Type) =>
  Object.fromEntries(names.map((name) => [name, type])) as Record<Name, Type>
const isAlways = (name: GuestMetric): name is Always => (ALWAYS as readonly string[]).includes(name)
const PERHAPS = GUEST_METRIC_NAMES.filter((name): name is Perhaps => !isAlways(name))

/** One reading of a running guest: its metrics, null where the host cannot tell. */
export const Sample = z.strictObject({
  /** Milliseconds since the epoch. */
  at: number,
  /** Microseconds of CPU since the guest started. */
  cpuUsageMicroseconds: number,
  ...shapeOf(ALWAYS, number),
  ...shapeOf(PERHAPS, number.nullable()),
})
export type Sample = z.infer<typeof Sample>

/** The fields of a sample. */
export const SAMPLE_FIELDS = Object.keys(Sample.shape) as (keyof Sample)[]

/** Of a column in which all are the same, that is told once. */
const columnOf = <Cell extends z.ZodType>(cell: Cell) => z.union([cell, z.array(cell)])

/** Samples of several guests, a column for each field: a quarter of the text of as many samples. */
export const SampleBatch = z
  .strictObject({
    names: z.array(z.string()),
    columns: z.strictObject({
      at: columnOf(number),
      cpuUsageMicroseconds: columnOf(number),
      ...shapeOf(ALWAYS, columnOf(number)),
      ...shapeOf(PERHAPS, columnOf(number.nullable())),
    }),
  })
  .refine(
    ({ names, columns }) =>
      Object.values(columns).every((column) => !Array.isArray(column) || column.length === names.length),
    'columns of different lengths',
  )
export type SampleBatch = z.infer<typeof SampleBatch>

/** Every figure that not all hosts tell, untold. */
export const UNTOLD = Object.fromEntries(PERHAPS.map((name) => [name, null])) as Record<Perhaps, null>

/** One reading of a host. */
export const HostSample = z.strictObject({ at: number, ...shapeOf(HOST_METRIC_NAMES, number.nullable()) })
export type HostSample = { at: number } & Record<HostMetric, number | null>
