import { msg, type Words } from '@/language/t.ts'
import type { Permission } from '@/server/policy.ts'
import type { Me, Role } from '@/server/services/me/model.ts'
import type { IconName } from '@/ui/icons.tsx'

/** `needs`: of a user of an account whose role lacks it, the page is not shown. */
export type NavItem = { href: string; label: Words; icon: IconName; needs?: Permission }

const HOME: NavItem = { href: '/', label: msg('Overview'), icon: 'home' }
const GUESTS: NavItem = { href: '/guests', label: msg('Guests'), icon: 'guests' }
const CUSTOMERS: NavItem = {
  href: '/customers',
  label: msg('Customers'),
  icon: 'customers',
  needs: 'customer.read',
}
const TEAM: NavItem = { href: '/team', label: msg('Team'), icon: 'team', needs: 'team.read' }
const PLANS: NavItem = { href: '/plans', label: msg('Plans'), icon: 'plans' }
const PLANNER: NavItem = { href: '/planner', label: msg('Planner'), icon: 'planner' }
const ADDRESSES: NavItem = { href: '/addresses', label: msg('Addresses'), icon: 'addresses' }
const OPERATIONS: NavItem = { href: '/operations', label: msg('Operations'), icon: 'operations' }
const ALERTS: NavItem = { href: '/alerts', label: msg('Alerts'), icon: 'alerts' }
const AUDIT: NavItem = { href: '/audit', label: msg('Audit'), icon: 'audit' }

/** What each role finds at the left; the server decides anew what it may see. */
const NAV = {
  admin: [
    HOME,
    { href: '/hosts', label: msg('Hosts'), icon: 'hosts' },
    { href: '/storage', label: msg('Storage'), icon: 'storage' },
    ADDRESSES,
    { href: '/templates', label: msg('Templates'), icon: 'templates' },
    { href: '/resellers', label: msg('Resellers'), icon: 'resellers' },
    { href: '/ledger', label: msg('Ledger'), icon: 'ledger' },
    CUSTOMERS,
    GUESTS,
    PLANS,
    PLANNER,
    OPERATIONS,
    ALERTS,
    TEAM,
    AUDIT,
  ],
  reseller: [
    HOME,
    GUESTS,
    CUSTOMERS,
    PLANS,
    PLANNER,
    { href: '/ledger', label: msg('Pool'), icon: 'ledger', needs: 'ledger.read' },
    OPERATIONS,
    ALERTS,
    TEAM,
  ],
  customer: [HOME, GUESTS, OPERATIONS, ALERTS, TEAM],
  support: [HOME, GUESTS, CUSTOMERS, ADDRESSES, OPERATIONS, ALERTS],
} as const satisfies Record<Role, readonly NavItem[]>

/** The pages that this user may open. */
export function navOf({ user, rights }: Me): NavItem[] {
  const all: readonly NavItem[] = NAV[user.role]
  return all.filter(({ needs }) => !needs || rights.includes(needs))
}

export function isCurrent(item: NavItem, pathname: string): boolean {
  if (item.href === '/') return pathname === '/'
  return pathname === item.href || pathname.startsWith(`${item.href}/`)
}
