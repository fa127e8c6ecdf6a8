import { z } from 'zod'
import { msg, t } from '@/language/t.ts'
import type { Permission } from '../../policy.ts'
import { emailAddress, personName } from '../customer/model.ts'
import { GuestId } from '../guest/model.ts'
import { PASSWORD_MAX, PASSWORD_MIN, type Role } from '../me/model.ts'

export const RoleRef = z.string().min(1).max(64)
export const MemberRef = z.string().min(1).max(64)
export const InvitationRef = z.string().min(1).max(64)

const PERMISSIONS_MAX = 200
const GRANTS_MAX = 1000
const EMAIL_CHECKED = emailAddress

/** A part of what the account may; whether it is one is judged when it is saved. */
export const SaveRole = z.strictObject({
  name: z.string().trim().min(1, msg('A name is needed.')).max(40, msg('At most 40 characters.')),
  permissions: z.array(z.string().min(1).max(64)).max(PERMISSIONS_MAX),
})
export type SaveRole = z.infer<typeof SaveRole>

/** What a user of the account may, and where. */
export const Standing = z.strictObject({
  /** Null: an owner. */
  accountRoleId: RoleRef.nullable(),
  /** Null: all guests of the account. */
  guestIds: z.array(GuestId).min(1, msg('Choose at least one guest.')).max(GRANTS_MAX).nullable(),
})
export type Standing = z.infer<typeof Standing>

export const InviteRequest = z.strictObject({
  email: EMAIL_CHECKED,
  /** Of staff only: the others get the rank of the account. */
  rank: z.enum(['admin', 'support']).nullable(),
  ...Standing.shape,
})
export type InviteRequest = z.infer<typeof InviteRequest>

export const AcceptRequest = z.strictObject({
  token: z.string().min(1, msg('Open the link of the letter again.')).max(200),
  name: personName,
  password: z
    .string()
    .min(PASSWORD_MIN, {
      error: () => t('A password has at least {count} characters.', { count: PASSWORD_MIN }),
    })
    .max(PASSWORD_MAX),
})
export type AcceptRequest = z.infer<typeof AcceptRequest>

export type RoleView = {
  id: string
  name: string
  permissions: Permission[]
  members: number
  invitations: number
}

export type RolesView = {
  roles: RoleView[]
  /** What a role of this account can hold at all. */
  offered: Permission[]
  /** What of it the viewer may give. */
  grantable: Permission[]
}

type Reference = { id: string; name: string }

export type MemberView = {
  id: string
  name: string
  email: string
  role: Role
  /** Null: an owner, or staff. */
  accountRole: Reference | null
  /** Null: all guests of the account. */
  guests: Reference[] | null
  isSelf: boolean
  createdAt: string
  /** Why the viewer may not change or remove this member; null = may. */
  denied: string | null
}

export type InvitationState = 'open' | 'expired'

export type InvitationView = {
  id: string
  email: string
  rank: Role
  accountRole: Reference | null
  /** Null: all guests of the account. */
  guests: number | null
  invitedByName: string
  createdAt: string
  expiresAt: string
  state: InvitationState
}

/** The word is in the link that the inviter passes on, when no letter was sent; shown once. */
export type NewInvitation = { id: string; email: string; expiresAt: string; token: string | null }

/** What the one who was invited is told before they accept. */
export type InvitationFacts = { email: string; rank: Role; accountName: string | null; invitedByName: string }
