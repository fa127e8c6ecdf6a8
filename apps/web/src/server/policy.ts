import type { Role } from './services/me/model.ts'

const STAFF = ['admin', 'support'] as const
const SELLERS = ['admin', 'reseller'] as const
/** Everyone but the staff that helps. */
const OWNERS = ['admin', 'reseller', 'customer'] as const
const EVERYONE = ['admin', 'reseller', 'customer', 'support'] as const

/** Who may do what. Whose objects a role may do it to is the scope, see scope.ts. Not listed = nobody. */
export const PERMISSIONS = {
  /** Who one is; also of somebody who looks at the panel as another user. */
  'me.read': EVERYONE,
  /** One's own credentials and sign-ins, and how one's lists are shown. */
  self: EVERYONE,
  /** Rules for how everybody signs in. */
  'security.manage': ['admin'],

  /** Who else works in one's account; for an admin the staff. */
  'team.read': OWNERS,
  /** Invitations, members and what they may do. */
  'team.manage': OWNERS,
  /** Looking at the panel as a user of another account does. */
  viewAs: SELLERS,
  /** Roles of an account of one's own; staff has none. */
  'role.manage': ['reseller', 'customer'],

  'reseller.manage': ['admin'],
  'support.create': ['admin'],
  'customer.read': [...STAFF, 'reseller'],
  'customer.create': ['reseller'],
  'customer.delete': ['reseller'],
  'plan.read': EVERYONE,
  'plan.create': SELLERS,
  /** New versions of one's own plans, and whether they are sold. */
  'plan.revise': SELLERS,
  /** What guests of each plan use, against what there is for them. */
  'planner.read': SELLERS,
  /** The same act on many guests; each of them needs the right to the act itself. */
  'batch.run': OWNERS,
  'allowance.read': ['reseller'],
  /** Where the numbers of a pool come from, and whether they are right. */
  'ledger.read': SELLERS,
  'ledger.repair': ['admin'],

  'guest.read': EVERYONE,
  'guest.create': ['reseller'],
  'guest.clone': ['reseller'],
  'guest.start': EVERYONE,
  'guest.stop': EVERYONE,
  'guest.restart': EVERYONE,
  /** Its processes stand still, and go on again. */
  'guest.pause': EVERYONE,
  'guest.kill': EVERYONE,
  /** Fresh files, and those from before back. */
  'guest.reinstall': OWNERS,
  'guest.delete': SELLERS,
  /** Into the bin and out of it again. */
  'guest.bin': SELLERS,
  'guest.rename': OWNERS,
  /** To another customer of the same reseller. */
  'guest.transfer': SELLERS,
  /** Up and down the ladder of suspension. */
  'guest.suspend': SELLERS,
  'guest.console': EVERYONE,
  'guest.bootLog': EVERYONE,
  /** Lets staff into one's own guests, and out again. */
  'consent.give': ['reseller', 'customer'],
  /** To be let into guests of others, by their owners or by a second person. */
  'consent.ask': STAFF,
  /** Recordings of consoles; support has those of its own. */
  'recording.read': EVERYONE,
  'recording.export': EVERYONE,
  /** Whether owners' own consoles are recorded; those of staff always are. */
  'recording.set': OWNERS,
  'recording.delete': ['admin'],
  'files.work': SELLERS,
  'files.convert': ['admin'],
  'limit.set': SELLERS,
  /** Before the guests of other tenants. */
  'limit.priority': ['admin'],
  /** Mode, addresses and what goes with them. */
  'network.set': SELLERS,
  /** Puts guests into the stack of the host, which hides less of it from them. */
  'network.share': ['admin'],
  /** Its name servers and the names of its addresses. */
  'network.names': OWNERS,
  'firewall.set': OWNERS,
  /** Ports of the host that lead to a guest: there is one of each for all tenants. */
  'firewall.forward': SELLERS,
  'traffic.set': SELLERS,
  'pool.read': STAFF,
  'pool.manage': ['admin'],
  /** Who has an address, and had it. */
  'address.find': [...STAFF, 'reseller'],
  'runtime.read': SELLERS,
  'runtime.set': SELLERS,
  'capability.set': ['admin'],

  /** Rules of one's own, for guests that one may see. */
  'alert.manage': EVERYONE,

  'host.read': ['admin'],
  'bulk.manage': ['admin'],
  'storage.read': ['admin'],
  'storage.manage': ['admin'],
  'template.read': SELLERS,
  'template.build': ['admin'],
  'template.delete': ['admin'],
  'operation.read': EVERYONE,
  'operation.cancel': SELLERS,
  'audit.read': EVERYONE,
} as const satisfies Record<string, readonly Role[]>

export type Permission = keyof typeof PERMISSIONS

/** What every user of an account may, whatever role was made for them. */
export const ALWAYS = [
  'me.read',
  'self',
  'guest.read',
  'operation.read',
] as const satisfies readonly Permission[]

/** What reaches beyond single guests: never for a user who is limited to some. */
const WHOLE_ACCOUNT = [
  ...(['team.read', 'team.manage', 'role.manage', 'viewAs'] as const),
  ...(['customer.read', 'customer.create', 'customer.delete'] as const),
  ...(['guest.create', 'guest.clone', 'guest.transfer', 'plan.create', 'plan.revise'] as const),
  ...(['allowance.read', 'ledger.read', 'pool.read', 'address.find', 'planner.read'] as const),
] as const satisfies readonly Permission[]

/** What is left to the person themselves: their terminals, credentials and colleagues, and what cannot be undone. */
export const VIEW_AS_DENIED = [
  ...(['self', 'guest.console', 'consent.give', 'guest.delete', 'template.delete', 'viewAs'] as const),
  ...(['team.manage', 'role.manage', 'customer.create', 'customer.delete'] as const),
  ...(['guest.bin', 'guest.transfer', 'guest.reinstall'] as const),
  ...(['recording.read', 'recording.export', 'recording.set'] as const),
] as const satisfies readonly Permission[]

/** What a token for a single guest can hold: nothing that shows or changes anything beside that guest. */
export const OF_ONE_GUEST = [
  ...(['guest.read', 'guest.start', 'guest.stop', 'guest.restart', 'guest.kill', 'guest.delete'] as const),
  ...(['guest.pause', 'guest.console', 'guest.bootLog', 'files.work', 'limit.set'] as const),
  ...(['network.set', 'network.names'] as const),
  ...(['firewall.set', 'firewall.forward', 'traffic.set', 'runtime.read', 'runtime.set'] as const),
  ...(['operation.read', 'operation.cancel', 'audit.read'] as const),
] as const satisfies readonly Permission[]

/** What a user of an account may do; without a role of the account all that its kind may. */
export function rightsOfUser(user: {
  role: Role
  limitedToGuests: boolean
  accountRole: { permissions: string[] } | null
}): ReadonlySet<Permission> {
  const all = rightsOf(user.role)
  if (!user.accountRole) return all
  const given = new Set<string>([...ALWAYS, ...user.accountRole.permissions])
  const outOfReach: ReadonlySet<string> = new Set(user.limitedToGuests ? WHOLE_ACCOUNT : [])
  return new Set([...all].filter((permission) => given.has(permission) && !outOfReach.has(permission)))
}

/** All that a role may do. What a viewer may do is at most that. */
export function rightsOf(role: Role): ReadonlySet<Permission> {
  const all = Object.keys(PERMISSIONS) as Permission[]
  return new Set(all.filter((permission) => (PERMISSIONS[permission] as readonly Role[]).includes(role)))
}

export function isGranted({ rights }: { rights: ReadonlySet<Permission> }, permission: Permission): boolean {
  return rights.has(permission)
}
