'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useTRPC } from '@/trpc/client.tsx'

export function usePlanRefresh() {
  const trpc = useTRPC()
  const client = useQueryClient()
  return () => client.invalidateQueries(trpc.plan.list.queryFilter())
}
