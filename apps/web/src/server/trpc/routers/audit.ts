import { z } from 'zod'
import { tenant } from '../../scope.ts'
import { listAudit } from '../../services/audit/list.ts'
import { GuestId } from '../../services/guest/model.ts'
import { procedure, router } from '../trpc.ts'

export const auditRouter = router({
  list: procedure('audit.read', tenant)
    .input(z.object({ guestId: GuestId.optional() }).optional())
    .query(({ ctx, input }) => listAudit(ctx, input?.guestId)),
})
