'use client'

import { createContext, type ReactNode, use } from 'react'
import type { Me } from '@/server/services/me/model.ts'

const MeContext = createContext<Me | null>(null)

export function MeProvider({ me, children }: { me: Me; children: ReactNode }) {
  return <MeContext value={me}>{children}</MeContext>
}

/** Who is signed in; every page below the dashboard has one. */
export function useMe(): Me {
  const me = use(MeContext)
  if (!me) throw new Error('useMe needs the dashboard around it')
  return me
}
