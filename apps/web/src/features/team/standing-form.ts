import { z } from 'zod'
import { msg } from '@/language/t.ts'
import { emailAddress } from '@/server/services/customer/model.ts'
import type { Standing } from '@/server/services/team/model.ts'

/** What a select cannot say with null. */
export const OWNER = 'owner'

const fields = {
  role: z.string().min(1, msg('Choose a role.')),
  reach: z.enum(['all', 'some']),
  guestIds: z.array(z.string()),
}
const hasGuests = ({ reach, guestIds }: { reach: string; guestIds: string[] }) =>
  reach === 'all' || guestIds.length > 0
const FEW = { path: ['guestIds'], message: msg('Choose at least one guest.') }
const isFree = ({ role, reach }: { role: string; reach: string }) => role !== OWNER || reach === 'all'
const OWNERS_SEE_ALL = {
  path: ['reach'],
  message: msg('An owner sees all guests; choose a role to limit somebody.'),
}

export const StandingForm = z.object(fields).refine(hasGuests, FEW).refine(isFree, OWNERS_SEE_ALL)
export const InviteForm = z
  .object({ email: emailAddress, ...fields })
  .refine(hasGuests, FEW)
  .refine(isFree, OWNERS_SEE_ALL)

export function toStanding({ role, reach, guestIds }: z.infer<typeof StandingForm>): Standing {
  return { accountRoleId: role === OWNER ? null : role, guestIds: reach === 'some' ? guestIds : null }
}
