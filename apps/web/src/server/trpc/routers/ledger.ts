import { z } from 'zod'
import { house, tenant } from '../../scope.ts'
import { RepairInput, RowsInput } from '../../services/ledger/model.ts'
import { lastProof, prove } from '../../services/ledger/prove.ts'
import { repairGuest } from '../../services/ledger/repair.ts'
import { listLedgerRows, readLedger } from '../../services/ledger/rows.ts'
import { procedure, router } from '../trpc.ts'

const OneAccount = z.object({ accountId: z.string().min(1).max(64).optional() })

export const ledgerRouter = router({
  pool: procedure('ledger.read', tenant)
    .input(OneAccount)
    .query(({ ctx, input }) => readLedger(ctx, input.accountId)),
  rows: procedure('ledger.read', tenant)
    .input(RowsInput)
    .query(({ ctx, input }) => listLedgerRows(ctx, input)),
  prove: procedure('ledger.read', tenant).mutation(({ ctx }) => prove(ctx)),
  last: procedure('ledger.repair', house).query(({ ctx }) => lastProof(ctx)),
  repair: procedure('ledger.repair', house)
    .input(RepairInput)
    .mutation(({ ctx, input }) => repairGuest(ctx, input)),
})
