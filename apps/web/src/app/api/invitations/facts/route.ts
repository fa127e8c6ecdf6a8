import { getPanel } from '@/server/instance.ts'
import { createRequestContext } from '@/server/request-context.ts'
import { answerInvitation } from '@/server/services/team/answer-invitation.ts'

export const dynamic = 'force-dynamic'

/** What an invitation offers. */
export async function POST(request: Request): Promise<Response> {
  const panel = getPanel()
  const { viewer: _viewer, ...context } = await createRequestContext(panel, request.headers)
  const isOwn = panel.isOwnOrigin(request.headers)
  return answerInvitation(context, { isOwn, body: await request.text(), wants: 'facts' })
}
