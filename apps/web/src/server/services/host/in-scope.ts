import { VserverError } from '@vserver/core/errors'
import { msg } from '@/language/t.ts'
import type { ServiceContext } from '../../context.ts'

export type HostRef = { id: string; name: string; socketPath: string }

export async function getHostInScope({ db }: ServiceContext, hostId: string): Promise<HostRef> {
  const select = { id: true, name: true, socketPath: true }
  const host = await db.host.findUnique({ where: { id: hostId }, select })
  if (host) return host
  throw new VserverError('NOT_FOUND', 'There is no such host.', {
    subject: hostId,
    hint: msg('Look for it in the list of hosts.'),
  })
}
