import { getPanel } from '@/server/instance.ts'
import { createRequestContext } from '@/server/request-context.ts'
import { answerReset } from '@/server/services/password-reset/answer.ts'

export const dynamic = 'force-dynamic'

export async function POST(request: Request): Promise<Response> {
  const panel = getPanel()
  const { viewer: _viewer, ...context } = await createRequestContext(panel, request.headers)
  const isOwn = panel.isOwnOrigin(request.headers)
  return answerReset(context, { isOwn, body: await request.text(), wants: 'letter' })
}
