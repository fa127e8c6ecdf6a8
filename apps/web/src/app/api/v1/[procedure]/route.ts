import { serveApi } from '@/server/api/serve.ts'
import { getPanel } from '@/server/instance.ts'

export const dynamic = 'force-dynamic'

type Params = { params: Promise<{ procedure: string }> }

const handle = async (request: Request, { params }: Params): Promise<Response> =>
  serveApi(getPanel(), request, (await params).procedure)

export { handle as GET, handle as POST }
