import { CONTEXT_CAPABILITIES } from '@vserver/core/context/model'
import type { Guest } from '@vserver/core/guest/model'
import type { ServiceContext } from '../../context.ts'
import { askHostOf } from '../guest/ask-host-of.ts'
import type { ScopedGuest } from '../guest/in-scope.ts'
import { GONE, type RuntimeView } from './model.ts'
import { fromHostShare } from './share-name.ts'
import { findSiblings, type Sibling } from './siblings.ts'

/** What the guest is beside its limits, as its host keeps it, in the panel's names. */
export async function getRuntime(ctx: ServiceContext, guest: ScopedGuest): Promise<RuntimeView> {
  const { customerId } = guest
  const [onHost, siblings, info, shares] = await Promise.all([
    askHostOf(ctx, guest, (agent, name) => agent.getGuest(name)),
    findSiblings(ctx, guest),
    askHostOf(ctx, guest, (agent) => agent.info()),
    askHostOf(ctx, guest, (agent) => agent.listShares(customerId)),
  ])
  return {
    ...inPanelNames(onHost, customerId, siblings),
    siblings: siblings.map(({ id, name }) => ({ id, name })),
    areas: shares.map(({ name }) => fromHostShare(customerId, name)),
    offered: CONTEXT_CAPABILITIES.filter((name) => info.contextCapabilities.includes(name)),
  }
}

function inPanelNames({ options, initStyle }: Guest, customerId: string, siblings: readonly Sibling[]) {
  const idOf = (hostName: string) => siblings.find((one) => one.hostName === hostName)?.id ?? GONE
  const { spaces, boot, mounts, capabilities, contextCapabilities, stopSeconds, rawDirectory } = options
  return {
    ...{ initStyle, capabilities, contextCapabilities, stopSeconds, rawDirectory },
    boot: { ...boot, dependsOn: boot.dependsOn.map(idOf).filter((id) => id !== GONE) },
    spaces: { network: spaces.network && idOf(spaces.network), ipc: spaces.ipc && idOf(spaces.ipc) },
    mounts: mounts.map((mount) => ({ ...mount, share: fromHostShare(customerId, mount.share) })),
  }
}
