import { z } from 'zod'
import { t } from '@/language/t.ts'
import type { Permission } from '../../policy.ts'
import { emailAddress, personName } from '../customer/model.ts'
import { PASSWORD_MAX, PASSWORD_MIN } from './constants.ts'

export { PASSWORD_MAX, PASSWORD_MIN } from './constants.ts'

export const ROLES = ['admin', 'reseller', 'customer', 'support'] as const
export const Role = z.enum(ROLES)
export type Role = z.infer<typeof Role>

export type Me = {
  user: { id: string; name: string; email: string; role: Role }
  account: { id: string; name: string; kind: 'reseller' | 'customer' } | null
  mustChangePassword: boolean
  mustSetUpSecondFactor: boolean
  /** As people call what they are: a role of the account, or its kind. */
  roleName: string
  /** What this user may do now; the server asks anew. */
  rights: Permission[]
  /** Who looks at the panel as this user, and until when. */
  behind: { name: string; until: string } | null
}

export type SessionView = {
  id: string
  createdAt: string
  lastSeenAt: string
  ip: string | null
  userAgent: string | null
  current: boolean
}

export const ProfileRequest = z.strictObject({ name: personName, email: emailAddress })
export type ProfileRequest = z.infer<typeof ProfileRequest>

export const ChangePasswordRequest = z.strictObject({
  current: z.string().min(1).max(PASSWORD_MAX),
  next: z
    .string()
    .min(PASSWORD_MIN, {
      error: () => t('A password has at least {count} characters.', { count: PASSWORD_MIN }),
    })
    .max(PASSWORD_MAX),
})
export type ChangePasswordRequest = z.infer<typeof ChangePasswordRequest>
