import { oneCustomer, tenant } from '../../scope.ts'
import { createCustomer } from '../../services/customer/create.ts'
import { deleteCustomer } from '../../services/customer/delete.ts'
import { listCustomers, searchCustomers } from '../../services/customer/list.ts'
import { CreateCustomerRequest, InviteOwnerRequest } from '../../services/customer/model.ts'
import { PageRequest } from '../../services/paging/model.ts'
import { inviteOwner } from '../../services/team/invite.ts'
import { procedure, router } from '../trpc.ts'

export const customerRouter = router({
  list: procedure('customer.read', tenant).query(({ ctx }) => listCustomers(ctx)),
  search: procedure('customer.read', tenant)
    .input(PageRequest.optional())
    .query(({ ctx, input }) => searchCustomers(ctx, input)),
  create: procedure('customer.create', tenant)
    .input(CreateCustomerRequest)
    .mutation(({ ctx, input }) => createCustomer(ctx, input)),
  invite: procedure('customer.create', oneCustomer)
    .input(InviteOwnerRequest)
    .mutation(({ ctx, input }) => inviteOwner(ctx, ctx.customer, input.email)),
  delete: procedure('customer.delete', oneCustomer, { fresh: true }).mutation(({ ctx }) =>
    deleteCustomer(ctx, ctx.customer),
  ),
})
