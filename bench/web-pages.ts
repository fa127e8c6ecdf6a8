import type { People } from './web-seed.ts'

export type Role = keyof People
export type WebPage = { role: Role; path: string }

const GUEST = '/guests/guest-0'
const LISTS: Record<Role, string[]> = {
  admin: [
    ...['/', '/guests', '/guests?page=15', '/guests?q=web77', GUEST, `${GUEST}/network`, `${GUEST}/history`],
    ...['/customers', '/resellers', '/plans', '/planner', '/ledger', '/hosts', '/hosts/local', '/storage'],
    ...[
      '/addresses',
      '/addresses/pool',
      '/templates',
      '/operations',
      '/alerts',
      '/team',
      '/audit',
      '/account',
    ],
  ],
  reseller: [
    ...['/', '/guests', GUEST, '/guests/new', '/guests/bin', '/customers', '/plans', '/planner', '/ledger'],
    ...['/operations', '/alerts', '/team', '/account'],
  ],
  customer: ['/', '/guests', GUEST, '/operations', '/alerts', '/team', '/account'],
  support: ['/', '/guests', GUEST, '/customers', '/addresses', '/operations', '/alerts', '/account'],
}

/** Every list and landing page of each role, a guest's pages among them. */
export const WEB_PAGES: WebPage[] = Object.entries(LISTS).flatMap(([role, paths]) =>
  paths.map((path) => ({ role: role as Role, path })),
)

/** Nobody is signed in for this one. */
export const SIGN_IN_PATH = '/sign-in'
