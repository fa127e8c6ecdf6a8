import type { Template } from '@vserver/core/template/model'
import type { ServiceContext } from '../../context.ts'
import { localHub } from '../host/hub-of.ts'
import type { SourceGuest } from './model.ts'

/** Guests and sources of templates are for those who run the host: others would learn of foreign tenants. */
export async function listTemplates(ctx: ServiceContext): Promise<Template[]> {
  const hub = localHub(ctx)
  const templates = await hub.agent.listTemplates()
  const nameOf = ctx.viewer.role === 'admin' ? await guestNames(ctx, hub.hostId) : null
  return templates.map((template) => ({
    ...template,
    versions: template.versions.map((version) =>
      nameOf ? { ...version, guests: version.guests.map(nameOf) } : { ...version, guests: [], source: null },
    ),
  }))
}

/** What a template can be made from: guests by their name, running or not. */
export async function listSourceGuests(ctx: ServiceContext): Promise<SourceGuest[]> {
  const hub = localHub(ctx)
  const nameOf = await guestNames(ctx, hub.hostId)
  return [...hub.picture.guests.values()].map(({ name, state }) => ({
    hostName: name,
    name: nameOf(name),
    isStopped: state === 'stopped' || state === 'failed',
  }))
}

/** As tenants call them; a guest that is nobody's keeps the host's name. */
async function guestNames(ctx: ServiceContext, hostId: string): Promise<(hostName: string) => string> {
  const rows = await ctx.db.guest.findMany({
    where: { hostId, life: { not: 'deleted' } },
    select: { hostName: true, name: true },
  })
  const names = new Map(rows.map(({ hostName, name }) => [hostName, name]))
  return (hostName) => names.get(hostName) ?? hostName
}
