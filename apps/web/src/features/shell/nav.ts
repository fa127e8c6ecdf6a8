import type { Permission } from '@/server/policy.ts'
import type { Role } from '@/server/services/me/model.ts'
import type { IconName } from '@/ui/icons.tsx'

/** `needs`: of a user of an account whose role lacks it, the page is not shown. */
export type NavItem = { href: string; label: string; icon: IconName; needs?: Permission }

const HOME: NavItem = { href: '/', label: 'Overview', icon: 'home' }
const GUESTS: NavItem = { href: '/guests', label: 'Guests', icon: 'guests' }
const CUSTOMERS: NavItem = {
  href: '/customers',
  label: 'Customers',
  icon: 'customers',
  needs: 'customer.read',
}
const TEAM: NavItem = { href: '/team', label: 'Team', icon: 'team', needs: 'team.read' }
const PLANS: NavItem = { href: '/plans', label: 'Plans', icon: 'plans' }
const PLANNER: NavItem = { href: '/planner', label: 'Planner', icon: 'planner' }
const ADDRESSES: NavItem = { href: '/addresses', label: 'Addresses', icon: 'addresses' }
const OPERATIONS: NavItem = { href: '/operations', label: 'Operations', icon: 'operations' }
const ALERTS: NavItem = { href: '/alerts', label: 'Alerts', icon: 'alerts' }
const AUDIT: NavItem = { href: '/audit', label: 'Audit', icon: 'audit' }

/** What each role finds at the left; the server decides anew what it may see. */
export const NAV = {
  admin: [
    HOME,
    { href: '/hosts', label: 'Hosts', icon: 'hosts' },
    { href: '/storage', label: 'Storage', icon: 'storage' },
    ADDRESSES,
    { href: '/templates', label: 'Templates', icon: 'templates' },
    { href: '/resellers', label: 'Resellers', icon: 'resellers' },
    { href: '/ledger', label: 'Ledger', icon: 'ledger' },
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
    { href: '/ledger', label: 'Pool', icon: 'ledger', needs: 'ledger.read' },
    OPERATIONS,
    ALERTS,
    TEAM,
  ],
  customer: [HOME, GUESTS, OPERATIONS, ALERTS, TEAM],
  support: [HOME, GUESTS, CUSTOMERS, ADDRESSES, OPERATIONS, ALERTS],
} as const satisfies Record<Role, readonly NavItem[]>

export function isCurrent(item: NavItem, pathname: string): boolean {
  if (item.href === '/') return pathname === '/'
  return pathname === item.href || pathname.startsWith(`${item.href}/`)
}
