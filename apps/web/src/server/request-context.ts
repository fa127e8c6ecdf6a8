import type { ServiceContext } from './context.ts'
import type { WebPanel } from './instance.ts'
import { IP_HEADER, REQUEST_ID_HEADER } from './own-headers.ts'
import type { RequestContext } from './trpc/trpc.ts'

export async function createRequestContext(panel: WebPanel, headers: Headers): Promise<RequestContext> {
  const requestId = headers.get(REQUEST_ID_HEADER) ?? crypto.randomUUID()
  const viewer = await panel.auth.viewer(headers)
  return { ...panel, requestId, ip: headers.get(IP_HEADER), origin: headers.get('origin'), viewer }
}

/** The same for what is not a tRPC call; null when nobody is signed in. */
export async function createServiceContext(
  panel: WebPanel,
  headers: Headers,
): Promise<ServiceContext | null> {
  const { viewer, ...context } = await createRequestContext(panel, headers)
  return viewer ? { ...context, viewer } : null
}
