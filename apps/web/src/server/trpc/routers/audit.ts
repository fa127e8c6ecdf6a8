import { tenant } from '../../scope.ts'
import { listAudit, searchAudit } from '../../services/audit/list.ts'
import { AuditListRequest } from '../../services/audit/model.ts'
import { PageRequest } from '../../services/paging/model.ts'
import { procedure, router } from '../trpc.ts'

export const auditRouter = router({
  list: procedure('audit.read', tenant)
    .input(AuditListRequest.optional())
    .query(({ ctx, input }) => listAudit(ctx, input)),
  search: procedure('audit.read', tenant)
    .input(PageRequest.optional())
    .query(({ ctx, input }) => searchAudit(ctx, input)),
})
