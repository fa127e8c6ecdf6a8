import { fetchRequestHandler } from '@trpc/server/adapters/fetch'
import { getPanel } from '@/server/instance.ts'
import { createRequestContext } from '@/server/request-context.ts'
import { refuseForeign } from '@/server/trpc/refuse-foreign.ts'
import { appRouter } from '@/server/trpc/root.ts'

export const dynamic = 'force-dynamic'

async function handle(request: Request): Promise<Response> {
  const panel = getPanel()
  const refusal = refuseForeign(request, panel.isOwnOrigin)
  if (refusal) return refusal
  return fetchRequestHandler({
    endpoint: '/api/trpc',
    req: request,
    router: appRouter,
    createContext: () => createRequestContext(panel, request.headers),
    responseMeta: () => ({ headers: new Headers({ 'cache-control': 'no-store' }) }),
  })
}

export { handle as GET, handle as POST }
