import { z } from 'zod'
import type { ServiceContext } from './context.ts'
import { getRuleInScope } from './services/alert/in-scope.ts'
import { getBatchInScope } from './services/batch/in-scope.ts'
import { getCustomerInScope } from './services/customer/in-scope.ts'
import { getGuestInScope } from './services/guest/in-scope.ts'
import { GuestId } from './services/guest/model.ts'
import { getHostInScope } from './services/host/in-scope.ts'
import { getOperationInScope } from './services/operation/in-scope.ts'
import { OperationRef } from './services/operation/model.ts'
import { getOwnPlan } from './services/plan/in-scope.ts'
import { getInvitationInScope, getMemberInScope, getRoleInScope } from './services/team/in-scope.ts'
import { InvitationRef, MemberRef, RoleRef } from './services/team/model.ts'
import { getViewInScope } from './services/view/in-scope.ts'

/**
 * How a procedure finds the object it works on through its owner. What belongs to somebody else is not found,
 * just like what does not exist.
 */
export type Scope<Input extends ScopeInput, Found extends object> = {
  name: string
  /** The part of the input that names the object. */
  input: Input
  load(ctx: ServiceContext, input: z.output<Input>): Promise<Found>
}
export type ScopeInput = z.ZodType<Record<string, unknown> | undefined, Record<string, unknown> | undefined>

function scope<Input extends ScopeInput, Found extends object>(
  definition: Scope<Input, Found>,
): Scope<Input, Found> {
  return definition
}

type Nothing = Record<never, never>
/** Typed as no fields at all: zod's own type for an empty object forbids the fields that a procedure adds. */
const noInput: z.ZodType<Nothing | undefined, Nothing | undefined> = z.object({}).optional()
const nothing = async () => ({})

/** Only what belongs to the signed-in user. */
export const own = scope({ name: 'own', input: noInput, load: nothing })
/** Lists and new objects: the service keeps to the viewer's tenants. */
export const tenant = scope({ name: 'tenant', input: noInput, load: nothing })
/** Things of the whole installation, for roles that are given them. */
export const house = scope({ name: 'house', input: noInput, load: nothing })

export const oneGuest = scope({
  name: 'guest',
  input: z.object({ guestId: GuestId }),
  load: async (ctx, { guestId }) => ({ guest: await getGuestInScope(ctx, guestId) }),
})

export const oneAlertRule = scope({
  name: 'alertRule',
  input: z.object({ ruleId: z.string().min(1).max(64) }),
  load: async (ctx, { ruleId }) => ({ alertRule: await getRuleInScope(ctx, ruleId) }),
})

export const oneHost = scope({
  name: 'host',
  input: z.object({ hostId: z.string().min(1).max(64) }),
  load: async (ctx, { hostId }) => ({ host: await getHostInScope(ctx, hostId) }),
})

/** The newest version of a plan, by the one who owns it. */
export const onePlan = scope({
  name: 'plan',
  input: z.object({ planId: z.string().min(1).max(64) }),
  load: async (ctx, { planId }) => ({ plan: await getOwnPlan(ctx, planId) }),
})

/** Of the one who began it, or of the account that they work for. */
export const oneBatch = scope({
  name: 'batch',
  input: z.object({ batchId: z.string().min(1).max(64) }),
  load: async (ctx, { batchId }) => ({ batch: await getBatchInScope(ctx, batchId) }),
})

export const oneOperation = scope({
  name: 'operation',
  input: z.object({ operationId: OperationRef }),
  load: async (ctx, { operationId }) => ({ operation: await getOperationInScope(ctx, operationId) }),
})

/** A user of one's own account; for an admin one of the staff. */
export const oneMember = scope({
  name: 'member',
  input: z.object({ userId: MemberRef }),
  load: async (ctx, { userId }) => ({ member: await getMemberInScope(ctx, userId) }),
})

export const oneRole = scope({
  name: 'role',
  input: z.object({ roleId: RoleRef }),
  load: async (ctx, { roleId }) => ({ accountRole: await getRoleInScope(ctx, roleId) }),
})

export const oneInvitation = scope({
  name: 'invitation',
  input: z.object({ invitationId: InvitationRef }),
  load: async (ctx, { invitationId }) => ({ invitation: await getInvitationInScope(ctx, invitationId) }),
})

/** Filters of a list that the viewer saved. */
export const oneView = scope({
  name: 'view',
  input: z.object({ viewId: z.string().min(1).max(64) }),
  load: async (ctx, { viewId }) => ({ view: await getViewInScope(ctx, viewId) }),
})

export const oneCustomer = scope({
  name: 'customer',
  input: z.object({ customerId: z.string().min(1).max(64) }),
  load: async (ctx, { customerId }) => ({ customer: await getCustomerInScope(ctx, customerId) }),
})
