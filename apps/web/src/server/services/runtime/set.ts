import type { OptionsChange } from '@vserver/core/context/model'
import type { ServiceContext } from '../../context.ts'
import { audited } from '../audit/audited.ts'
import { assertActive } from '../guest/act.ts'
import { askHostOf } from '../guest/ask-host-of.ts'
import type { ScopedGuest } from '../guest/in-scope.ts'
import { getRuntime } from './get.ts'
import { AreaName, type Capabilities, type RuntimeChange, type RuntimeView } from './model.ts'
import { toHostShare } from './share-name.ts'
import { findSiblings, requireSibling } from './siblings.ts'

/** In force from the guest's next start; boot and time to stop at once. */
export function setRuntime(
  ctx: ServiceContext,
  guest: ScopedGuest,
  change: RuntimeChange,
): Promise<RuntimeView> {
  const detail = JSON.stringify(change)
  return audited(ctx, { action: 'runtime.set', subject: guest.name, guest, detail }, async () => {
    await apply(ctx, guest, await inHostNames(ctx, guest, change))
    return getRuntime(ctx, guest)
  })
}

export function setCapabilities(
  ctx: ServiceContext,
  guest: ScopedGuest,
  capabilities: Capabilities,
): Promise<RuntimeView> {
  const detail = JSON.stringify(capabilities)
  return audited(ctx, { action: 'capability.set', subject: guest.name, guest, detail }, async () => {
    await apply(ctx, guest, { capabilities })
    return getRuntime(ctx, guest)
  })
}

/** Its files go to the host's bin. Refused while a guest has the area. */
export function deleteArea(ctx: ServiceContext, guest: ScopedGuest, area: string): Promise<RuntimeView> {
  return audited(
    ctx,
    { action: 'area.delete', subject: area, guest, detail: guest.customer.name },
    async () => {
      const owner = guest.customerId
      await askHostOf(ctx, guest, (agent) => agent.deleteShare({ name: toHostShare(owner, area), owner }))
      return getRuntime(ctx, guest)
    },
  )
}

/** The owner goes along, so that a guest made before owners were written has one from now on. */
async function apply(ctx: ServiceContext, guest: ScopedGuest, change: OptionsChange): Promise<void> {
  assertActive(guest)
  const owned = { ...change, owner: guest.customerId }
  await askHostOf(ctx, guest, (agent, name) => agent.setOptions(name, owned))
}

async function inHostNames(
  ctx: ServiceContext,
  guest: ScopedGuest,
  { boot, spaces, mounts, ...same }: RuntimeChange,
): Promise<OptionsChange> {
  const siblings = await findSiblings(ctx, guest)
  const hostNameOf = (id: string) => requireSibling(siblings, id).hostName
  return {
    ...same,
    ...(boot && { boot: { ...boot, dependsOn: boot.dependsOn.map(hostNameOf) } }),
    ...(spaces && {
      spaces: {
        network: spaces.network && hostNameOf(spaces.network),
        ipc: spaces.ipc && hostNameOf(spaces.ipc),
      },
    }),
    ...(mounts && {
      mounts: mounts.map((mount) => ({
        ...mount,
        share: toHostShare(guest.customerId, AreaName.parse(mount.share)),
      })),
    }),
  }
}
