import 'server-only'
import type { FetchQueryOptions, QueryKey } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { getQueryClient, HydrateClient } from '@/trpc/server.tsx'

/** A slow host must not hold the page back; what is late goes on in the browser. */
const PATIENCE_MS = 700

export function prefetch<Data, Fault, Result, Key extends QueryKey>(
  options: FetchQueryOptions<Data, Fault, Result, Key>,
): Promise<void> {
  return getQueryClient().prefetchQuery(options)
}

/** Renders its children with what was read on the server, so that pages arrive filled. */
export async function Prefetched({ reads, children }: { reads: Promise<void>[]; children: ReactNode }) {
  await Promise.race([Promise.all(reads), new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))])
  return <HydrateClient>{children}</HydrateClient>
}
