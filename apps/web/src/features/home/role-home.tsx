'use client'

import dynamic from 'next/dynamic'
import { useMe } from '../session/me.tsx'

/** Each is loaded by who has it alone. */
const AdminHome = dynamic(() => import('./admin-home.tsx').then((module) => module.AdminHome))
const CustomerHome = dynamic(() => import('./customer-home.tsx').then((module) => module.CustomerHome))
const ResellerHome = dynamic(() => import('./reseller-home.tsx').then((module) => module.ResellerHome))
const SupportHome = dynamic(() => import('./support-home.tsx').then((module) => module.SupportHome))

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
