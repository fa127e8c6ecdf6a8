import { getPanel } from '@/server/instance.ts'
import { createServiceContext } from '@/server/request-context.ts'
import { answerImport } from '@/server/services/template/answer-import.ts'

export const dynamic = 'force-dynamic'

type Params = { params: Promise<{ name: string }> }

/** Takes an archive for a template: the body as it is, which a tRPC call could not carry. */
export async function PUT(request: Request, { params }: Params): Promise<Response> {
  const panel = getPanel()
  const isOwn = panel.isOwnOrigin(request.headers)
  const ctx = isOwn ? await createServiceContext(panel, request.headers) : null
  return answerImport(ctx, { isOwn, name: (await params).name, content: request.body })
}
