'use client'

import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { errorInfo, messageFor } from '@/messages.ts'
import { ErrorState } from '@/ui/error-state.tsx'
import { SkeletonRows } from '@/ui/skeleton.tsx'

type ViewedQuery<Data> = Pick<UseQueryResult<Data, unknown>, 'data' | 'error' | 'isError' | 'refetch'>

/** Old data is better than none, an error better than silence, a skeleton better than a jump. */
export function QueryView<Data>({
  query,
  skeleton,
  children,
}: {
  query: ViewedQuery<Data>
  skeleton?: ReactNode
  children: (data: Data) => ReactNode
}) {
  if (query.data !== undefined) return children(query.data)
  if (query.isError)
    return (
      <ErrorState
        message={messageFor(query.error)}
        onRetry={() => void query.refetch()}
        requestId={errorInfo(query.error).requestId}
      />
    )
  return skeleton ?? <SkeletonRows />
}
