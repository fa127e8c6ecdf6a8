import { house, own } from '../../scope.ts'
import { getDemand, removeFactor, setDemand } from '../../services/second-factor/demand.ts'
import { CodeRequest, DemandRequest, RemoveFactorRequest } from '../../services/second-factor/model.ts'
import {
  beginFactor,
  confirmFactor,
  getFactor,
  renewCodes,
  turnFactorOff,
} from '../../services/second-factor/set-up.ts'
import { procedure, router } from '../trpc.ts'

const mine = procedure('self', own, { fresh: true })
const rule = procedure('security.manage', house, { fresh: true })

export const secondFactorRouter = router({
  get: procedure('self', own).query(({ ctx }) => getFactor(ctx)),
  begin: mine.mutation(({ ctx }) => beginFactor(ctx)),
  confirm: mine.input(CodeRequest).mutation(({ ctx, input }) => confirmFactor(ctx, input)),
  renewCodes: mine.mutation(({ ctx }) => renewCodes(ctx)),
  turnOff: mine.mutation(({ ctx }) => turnFactorOff(ctx)),
  demand: procedure('security.manage', house).query(({ ctx }) => getDemand(ctx)),
  setDemand: rule.input(DemandRequest).mutation(({ ctx, input }) => setDemand(ctx, input)),
  remove: rule.input(RemoveFactorRequest).mutation(({ ctx, input }) => removeFactor(ctx, input)),
})
