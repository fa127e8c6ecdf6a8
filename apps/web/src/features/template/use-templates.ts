'use client'

import { useQuery } from '@tanstack/react-query'
import { useTRPC } from '@/trpc/client.tsx'

const BUSY_EVERY_MS = 2000
const CALM_EVERY_MS = 20_000

export function useTemplates() {
  const trpc = useTRPC()
  return useQuery(
    trpc.template.list.queryOptions(undefined, {
      refetchInterval: ({ state }) =>
        state.data?.some(({ versions }) => versions.some((one) => one.state === 'building'))
          ? BUSY_EVERY_MS
          : CALM_EVERY_MS,
    }),
  )
}
