import type { ContextCapability, GuestOptions } from '../context/model.ts'
import type { Guest, InitStyle } from '../guest/model.ts'
import type { Limit, LimitKind } from '../limit/model.ts'
import type { Sample } from '../sample/model.ts'

/** How ours compares with Linux-VServer's; only what a test holds is the same or better. */
export const FITS = ['same', 'better', 'partial', 'planned', 'impossible'] as const
export type Fit = (typeof FITS)[number]

/** Lowest kernel that guests run on at all. */
export const KERNEL_FLOOR = '6.1'

type GuestVerb =
  | 'create'
  | 'start'
  | 'stop'
  | 'restart'
  | 'pause'
  | 'resume'
  | 'kill'
  | 'delete'
  | 'list'
  | 'setOptions'

/** Ours by its name in the models, so that a renamed option does not stay in the table. */
export type Ours =
  | `limit.${keyof Limit}`
  | `limitUse.${LimitKind}`
  | `options.${keyof GuestOptions}`
  | `contextCapability.${ContextCapability}`
  | `guest.${keyof Guest | GuestVerb}`
  | `initStyle.${InitStyle}`
  | `sample.${keyof Sample}`
  | 'console.open'

export type Feature = {
  /** Linux-VServer's name. */
  name: string
  /** What sets or shows it here; none: always so, or nothing. */
  ours?: readonly Ours[]
  /** What of the kernel or of ours does it. */
  mechanism: string
  fit: Fit
  /** Lowest kernel; absent = KERNEL_FLOOR. */
  kernel?: string
  /** One sentence: what is better, what is missing, or why it cannot be. */
  reason: string
  /** Exact titles of the tests that hold it. */
  tests?: readonly string[]
}

export type Section = { id: string; title: string; features: readonly Feature[] }

/** A feature with everything told. */
export type Row = Required<Feature> & { id: string; section: string }

export function toRows({ id, features }: Section): Row[] {
  return features.map((feature) => ({
    ours: [],
    kernel: KERNEL_FLOOR,
    tests: [],
    ...feature,
    section: id,
    id: `${id}.${feature.name
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-|-$/g, '')}`,
  }))
}
