'use client'

import { useQuery } from '@tanstack/react-query'
import type { Limit } from '@vserver/core/limit/model'
import { t } from '@/language/t.ts'
import { useTRPC } from '@/trpc/client.tsx'

/** What a limit means, and whether the hosts can hold a guest to it. */
export function LimitHint({ field, text }: { field: keyof Limit; text?: string | undefined }) {
  const trpc = useTRPC()
  const missing = useQuery(trpc.limit.missing.queryOptions()).data ?? []
  return (
    <>
      {text}
      {missing.includes(field) && (
        <span className="block font-medium text-warn">
          {t('This host cannot enforce it; what you set is kept and has no effect here.')}
        </span>
      )}
    </>
  )
}
