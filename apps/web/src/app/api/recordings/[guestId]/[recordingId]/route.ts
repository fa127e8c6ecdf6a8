import { getPanel } from '@/server/instance.ts'
import { createServiceContext } from '@/server/request-context.ts'
import { answerExport } from '@/server/services/recording/answer-export.ts'

export const dynamic = 'force-dynamic'

type Params = { params: Promise<{ guestId: string; recordingId: string }> }

/** A recording as a file: a download that a tRPC call could not stream. */
export async function GET(request: Request, { params }: Params): Promise<Response> {
  const panel = getPanel()
  return answerExport(await createServiceContext(panel, request.headers), await params)
}
