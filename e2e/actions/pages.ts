import type { Db } from '@vserver/db'
import type { Person } from '../stack/panel-api.ts'

export type Tour = { role: string; who: Person; addresses: string[] }
type People = { admin: Person; reseller: Person; customer: Person; support: Person }

const EVERYONE = ['/', '/guests', '/operations', '/alerts', '/account', '/api-docs']
const SELLER = [
  '/customers',
  '/plans',
  '/planner',
  '/ledger',
  '/guests/new',
  '/guests/bin',
  '/team',
  '/guests/new/several',
]

/** Every page that each role has, those of one guest among them; support needs its customer's consent. */
export async function toursOf(db: Db, people: People, guestId: string): Promise<Tour[]> {
  const at = `/guests/${guestId}`
  const guest = [at, `${at}/history`, `${at}/network`, `${at}/recordings`]
  const host = await db.host.findFirstOrThrow()
  const pools = await db.addressPool.findMany({ take: 1 })
  const { admin, reseller, customer, support } = people
  return [
    { role: 'customer', who: customer, addresses: [...EVERYONE, ...guest, '/team', '/console-test'] },
    { role: 'reseller', who: reseller, addresses: [...EVERYONE, ...SELLER, ...guest] },
    {
      role: 'admin',
      who: admin,
      addresses: [
        ...[...EVERYONE, ...SELLER, ...guest, '/resellers', '/hosts', `/hosts/${host.id}`, '/storage'],
        ...['/addresses', '/templates', '/audit', ...pools.map(({ id }) => `/addresses/${id}`)],
      ],
    },
    { role: 'support', who: support, addresses: ['/', at, `${at}/console`, '/customers', '/addresses'] },
  ]
}
