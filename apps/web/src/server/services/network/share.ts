import { VserverError } from '@vserver/core/errors'
import type { NetworkMode } from '@vserver/core/network/model'
import { msg } from '@/language/t.ts'
import type { ServiceContext } from '../../context.ts'
import { isGranted } from '../../policy.ts'

/** Whether guests may be in the host's stack is for its operator to say; resellers sell the house plans that are. */
export function requireMayShare({ viewer }: ServiceContext, mode: NetworkMode | undefined): void {
  if (mode !== 'shared' || isGranted(viewer, 'network.share')) return
  throw new VserverError('FORBIDDEN', `${viewer.role} may not share the network of the host.`, {
    subject: 'mode',
    hint: msg('Only an administrator may put a guest into the network of the host.'),
  })
}
