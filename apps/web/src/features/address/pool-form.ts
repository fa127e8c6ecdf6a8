import { IpAddress } from '@vserver/core/address/model'
import { DeviceName, NetworkLink } from '@vserver/core/network/model'
import { z } from 'zod'
import { t } from '@/language/t.ts'
import { CreatePoolRequest, DomainName } from '@/server/services/address/model.ts'

/** An empty box is no value. */
const orNone = <Schema extends z.ZodType<unknown, string>>(schema: Schema) =>
  z
    .string()
    .transform((text) => text.trim() || null)
    .pipe(schema.nullable())

/** A select shows an empty value as its placeholder, so that "any" and "nobody" need one of their own. */
export const NONE = '-'
const chosen = z.string().transform((id) => (id === NONE ? null : id))

const { name, kind, prefix } = CreatePoolRequest.shape

/** As the boxes hold it; a routed pool has no device, whatever was typed before. */
export const PoolForm = z
  .object({
    ...{ name, kind },
    prefix: z
      .string()
      .min(1, { error: () => t('Write a network such as 192.0.2.0/24.') })
      .pipe(prefix),
    hostId: chosen,
    link: NetworkLink,
    parent: orNone(DeviceName),
    gateway: orNone(IpAddress),
    reverseZone: orNone(DomainName),
  })
  .transform((pool) => (pool.link === 'routed' ? { ...pool, parent: null } : pool))
  .refine(({ link, parent }) => link === 'routed' || parent !== null, {
    error: () => t('Name the bridge or device of the host.'),
    path: ['parent'],
  })

export const NEW_POOL = {
  name: '',
  prefix: '',
  kind: 'public',
  hostId: NONE,
  link: 'routed',
  parent: '',
  gateway: '',
  reverseZone: '',
}

/** What can be changed later: which addresses a pool has stays. */
export const PoolEditForm = z.object({ name, gateway: orNone(IpAddress), reverseZone: orNone(DomainName) })

export const KeepForm = z.object({
  address: z
    .string()
    .trim()
    .min(1, { error: () => t('Write the address to keep.') })
    .pipe(IpAddress),
  note: z.string().trim().max(200),
  resellerId: chosen,
})
