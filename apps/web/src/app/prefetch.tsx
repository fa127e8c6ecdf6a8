import 'server-only'
import {
  defaultShouldDehydrateQuery,
  dehydrate,
  type FetchQueryOptions,
  HydrationBoundary,
  type QueryKey,
} from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { getQueryClient } from '@/trpc/server.tsx'

/** A slow host must not hold the page back; what is late is read again by the browser. */
const PATIENCE_MS = 700

export function prefetch<Data, Fault, Result, Key extends QueryKey>(
  options: FetchQueryOptions<Data, Fault, Result, Key>,
): Promise<void> {
  return getQueryClient().prefetchQuery(options)
}

/**
 * Renders its children with what was read on the server, so that pages arrive filled. Reads still under way are
 * left out: the browser would show their result before React compared the page with what the server had sent.
 */
export async function Prefetched({ reads, children }: { reads: Promise<void>[]; children: ReactNode }) {
  await Promise.race([Promise.all(reads), new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))])
  const state = dehydrate(getQueryClient(), { shouldDehydrateQuery: defaultShouldDehydrateQuery })
  return <HydrationBoundary state={state}>{children}</HydrationBoundary>
}
