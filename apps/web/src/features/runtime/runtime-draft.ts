import { z } from 'zod'
import { RuntimeChange, type RuntimeView } from '@/server/services/runtime/model.ts'

const { contextCapabilities, stopSeconds, boot, mounts, rawDirectory } = RuntimeChange.shape
const { mark, order, dependsOn } = boot.unwrap().shape

/** A select has no null: this value stands for it. */
export const OWN_SPACE = 'own'

/** Flat, as the fields are. */
export const RuntimeForm = z.strictObject({
  contextCapabilities: contextCapabilities.unwrap(),
  stopSeconds: stopSeconds.unwrap(),
  ...{ mark, order, dependsOn },
  network: z.string(),
  ipc: z.string(),
  mounts: mounts.unwrap(),
  /** An empty box is null. */
  rawDirectory: z
    .string()
    .transform((path) => path.trim() || null)
    .pipe(rawDirectory.unwrap()),
})
export type RuntimeDraft = z.infer<typeof RuntimeForm>

export function toDraft({ spaces, boot: its, ...view }: RuntimeView) {
  return {
    contextCapabilities: view.contextCapabilities,
    stopSeconds: view.stopSeconds,
    ...its,
    network: spaces.network ?? OWN_SPACE,
    ipc: spaces.ipc ?? OWN_SPACE,
    mounts: view.mounts,
    rawDirectory: view.rawDirectory ?? '',
  }
}

/** What differs, and nothing else: an absent field keeps its value. */
export function runtimeChange(before: RuntimeView, draft: RuntimeDraft): RuntimeChange {
  const { network, ipc, mark: itsMark, order: itsOrder, dependsOn: after, ...same } = draft
  const spaceOf = (id: string) => (id === OWN_SPACE ? null : id)
  const wanted: Required<RuntimeChange> = {
    ...same,
    boot: { mark: itsMark, order: itsOrder, dependsOn: after },
    spaces: { network: spaceOf(network), ipc: spaceOf(ipc) },
  }
  const changed = (Object.keys(wanted) as (keyof RuntimeChange)[]).filter(
    (key) => !isSame(before[key], wanted[key]),
  )
  return Object.fromEntries(changed.map((key) => [key, wanted[key]]))
}

/** By value, whatever the order of the fields. */
function isSame(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b
  const [one, other] = [Object.entries(a), b as Record<string, unknown>]
  return one.length === Object.keys(b).length && one.every(([key, value]) => isSame(value, other[key]))
}
