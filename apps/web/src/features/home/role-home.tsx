'use client'

import { useMe } from '../session/me.tsx'
import { AdminHome } from './admin-home.tsx'
import { CustomerHome } from './customer-home.tsx'
import { ResellerHome } from './reseller-home.tsx'
import { SupportHome } from './support-home.tsx'

const HOMES = {
  admin: AdminHome,
  reseller: ResellerHome,
  customer: CustomerHome,
  support: SupportHome,
} as const

/** Each role starts where its work is. */
export function RoleHome() {
  const { user, rights } = useMe()
  // The pool is a part of the reseller's page: without it the guests are what is left.
  const isPartial = user.role === 'reseller' && !rights.includes('allowance.read')
  const Home = isPartial ? CustomerHome : HOMES[user.role]
  return <Home />
}
