import { tenant } from '../../scope.ts'
import { createCustomer } from '../../services/customer/create.ts'
import { listCustomers } from '../../services/customer/list.ts'
import { CreateCustomerRequest } from '../../services/customer/model.ts'
import { procedure, router } from '../trpc.ts'

export const customerRouter = router({
  list: procedure('customer.read', tenant).query(({ ctx }) => listCustomers(ctx)),
  create: procedure('customer.create', tenant)
    .input(CreateCustomerRequest)
    .mutation(({ ctx, input }) => createCustomer(ctx, input)),
})
