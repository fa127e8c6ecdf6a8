import { openApiDocument } from '@/server/api/document.ts'
import { getPanel } from '@/server/instance.ts'
import { createServiceContext } from '@/server/request-context.ts'

export const dynamic = 'force-dynamic'

/** For whoever is signed in or has a token: what they may call is marked. */
export async function GET(request: Request): Promise<Response> {
  const ctx = await createServiceContext(getPanel(), request.headers)
  const headers = { 'cache-control': 'no-store' }
  if (!ctx) return Response.json({ error: { code: 'UNAUTHENTICATED' } }, { status: 401, headers })
  return Response.json(openApiDocument(ctx.viewer), { headers })
}
