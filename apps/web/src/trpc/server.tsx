import 'server-only'
import { createTRPCOptionsProxy } from '@trpc/tanstack-react-query'
import { headers } from 'next/headers'
import { cache } from 'react'
import { getPanel } from '@/server/instance.ts'
import { createRequestContext } from '@/server/request-context.ts'
import { appRouter } from '@/server/trpc/root.ts'
import { createCallerFactory } from '@/server/trpc/trpc.ts'
import { makeQueryClient } from './query-client.ts'

/** One per request, shared by everything that renders it. */
export const getQueryClient = cache(makeQueryClient)
const getContext = cache(async () => ({
  ...(await createRequestContext(getPanel(), new Headers(await headers()))),
  foundGuests: new Map(),
}))

/** For `queryClient.prefetchQuery(trpc.guest.list.queryOptions())` in a page. */
export const trpc = createTRPCOptionsProxy({
  ctx: getContext,
  router: appRouter,
  queryClient: getQueryClient,
})

/** Calls procedures directly, for a redirect or a title. */
export const caller = createCallerFactory(appRouter)(getContext)
