'use client'

import { type QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createTRPCClient, httpBatchStreamLink, httpSubscriptionLink, splitLink } from '@trpc/client'
import type { inferRouterOutputs } from '@trpc/server'
import { createTRPCContext } from '@trpc/tanstack-react-query'
import { createContext, type ReactNode, use, useState } from 'react'
import superjson from 'superjson'
import type { AppRouter } from '@/server/trpc/root.ts'
import { ProofRequests, proofLink } from './proof.ts'
import { makeQueryClient } from './query-client.ts'

export const { TRPCProvider, useTRPC, useTRPCClient } = createTRPCContext<AppRouter>()

const ProofContext = createContext(new ProofRequests())

/** Calls that wait for the person to prove who they are. */
export function useProofRequests(): ProofRequests {
  return use(ProofContext)
}

export type Outputs = inferRouterOutputs<AppRouter>

const PATH = '/api/trpc'

/** A batch is one URL; longer ones are refused by Node's HTTP parser. */
const BATCH = { maxURLLength: 4000, maxItems: 50 } as const

let browserQueryClient: QueryClient | undefined

/** One per request on the server, one per page in the browser. */
function getQueryClient(): QueryClient {
  if (typeof window === 'undefined') return makeQueryClient()
  browserQueryClient ??= makeQueryClient()
  return browserQueryClient
}

function makeClient(proofs: ProofRequests) {
  const url = typeof window === 'undefined' ? PATH : `${window.location.origin}${PATH}`
  return createTRPCClient<AppRouter>({
    links: [
      proofLink(proofs),
      splitLink({
        condition: (operation) => operation.type === 'subscription',
        true: httpSubscriptionLink({ url, transformer: superjson }),
        false: httpBatchStreamLink({ url, transformer: superjson, ...BATCH }),
      }),
    ],
  })
}

export function TRPCReactProvider({ children }: { children: ReactNode }) {
  const queryClient = getQueryClient()
  const [proofs] = useState(() => new ProofRequests())
  const [trpcClient] = useState(() => makeClient(proofs))
  return (
    <QueryClientProvider client={queryClient}>
      <TRPCProvider queryClient={queryClient} trpcClient={trpcClient}>
        <ProofContext value={proofs}>{children}</ProofContext>
      </TRPCProvider>
    </QueryClientProvider>
  )
}
