import {
  type ContextCapability,
  type GuestOptions,
  OptionsChange,
  ShareName,
} from '@vserver/core/context/model'
import type { InitStyle } from '@vserver/core/guest/model'
import { z } from 'zod'
import { t } from '@/language/t.ts'
import { GuestId } from '../guest/model.ts'

export { GONE } from './constants.ts'

const { contextCapabilities, boot, stopSeconds, mounts, capabilities, rawDirectory } = OptionsChange.shape

/** Leaves room for what tells the areas of two customers apart on the host; see share-name.ts. */
export const AREA_NAME_MAX = 30
export const AreaName = ShareName.max(AREA_NAME_MAX, {
  error: () => t('A shared area has a name of at most {count} characters.', { count: AREA_NAME_MAX }),
})

/** What a seller may change; guests and areas are named as the panel does. An absent field keeps its value. */
export const RuntimeChange = z.strictObject({
  contextCapabilities,
  boot: boot
    .unwrap()
    .extend({ dependsOn: z.array(GuestId).max(16) })
    .optional(),
  stopSeconds,
  spaces: z.strictObject({ network: GuestId.nullable(), ipc: GuestId.nullable() }).optional(),
  mounts,
  rawDirectory,
})
export type RuntimeChange = z.infer<typeof RuntimeChange>

export const Capabilities = capabilities.unwrap()
export type Capabilities = z.infer<typeof Capabilities>

export type RuntimeView = Omit<GuestOptions, 'owner' | 'command' | 'mounts'> & {
  initStyle: InitStyle
  mounts: { share: string; target: string; readOnly: boolean }[]
  /** The customer's other guests on the same host. */
  siblings: { id: string; name: string }[]
  /** The customer's areas on the host. */
  areas: string[]
  /** What the host can do for a guest. */
  offered: ContextCapability[]
}
