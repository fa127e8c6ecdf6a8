import { handleAuth } from '@/server/auth/sign-in.ts'
import { getPanel } from '@/server/instance.ts'

export const dynamic = 'force-dynamic'

const handle = (request: Request): Promise<Response> => handleAuth(getPanel(), request)

export { handle as GET, handle as POST }
