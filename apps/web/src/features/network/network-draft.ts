import { type Network, NetworkMode } from '@vserver/core/network/model'
import { z } from 'zod'
import { t } from '@/language/t.ts'
import type { SetNetworkRequest } from '@/server/services/network/model.ts'

type Change = SetNetworkRequest['change']

export const NETWORK_FLAGS = ['nat', 'peers', 'raw', 'multicast'] as const
export type NetworkFlag = (typeof NETWORK_FLAGS)[number]

/** Flat, as the fields are. An empty MTU is that of the uplink. */
export const NetworkForm = z.object({
  mode: NetworkMode,
  flags: z.array(z.enum(NETWORK_FLAGS)),
  mtu: z
    .number()
    .int()
    .min(1280, { error: () => t('The MTU is at least 1280.') })
    .max(65_535)
    .nullable(),
})
export type NetworkDraft = z.infer<typeof NetworkForm>

export function toDraft(network: Network): NetworkDraft {
  const { mode, mtu } = network
  return { mode, mtu, flags: NETWORK_FLAGS.filter((flag) => network[flag]) }
}

/** Which settings a mode has. The server takes those away that a new mode does not. */
export function flagsOf(mode: string, link: Network['link']): NetworkFlag[] {
  if (mode === 'private') return link === 'routed' ? ['nat', 'peers'] : []
  return mode === 'shared' ? ['peers', 'raw', 'multicast'] : []
}

/** What differs, and nothing else; settings that the chosen mode has not are not sent. */
export function networkChange(before: Network, draft: NetworkDraft): Change {
  const change: Change = {}
  if (draft.mode !== before.mode) change.mode = draft.mode
  for (const flag of flagsOf(draft.mode, draft.mode === before.mode ? before.link : 'routed')) {
    const wanted = draft.flags.includes(flag)
    if (wanted !== before[flag]) change[flag] = wanted
  }
  if (draft.mode === 'private' && draft.mtu !== before.mtu) change.mtu = draft.mtu
  return change
}
