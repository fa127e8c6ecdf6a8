import { IpPrefix } from '@vserver/core/address/model'
import { z } from 'zod'
import { msg } from '@/language/t.ts'
import { PERMISSIONS, type Permission } from '../../policy.ts'

export const DAYS_MAX = 366
export const TOKENS_MAX = 50
export const PREFIXES_MAX = 20

const ALL = Object.keys(PERMISSIONS) as [Permission, ...Permission[]]

export const CreateTokenRequest = z.strictObject({
  name: z.string().trim().min(1, msg('A name is needed.')).max(60),
  permissions: z.array(z.enum(ALL)).min(1, msg('Tick what it may do.')).max(ALL.length),
  /** Null = every guest that the person may see. */
  guestId: z.string().min(1).max(64).nullable(),
  /** Networks it may come from; none = anywhere. */
  prefixes: z.array(IpPrefix).max(PREFIXES_MAX),
  days: z.number().int().min(1).max(DAYS_MAX),
})
export type CreateTokenRequest = z.infer<typeof CreateTokenRequest>

export const TokenRef = z.strictObject({ tokenId: z.string().min(1).max(64) })

export type TokenView = {
  id: string
  name: string
  permissions: Permission[]
  guest: { id: string; name: string } | null
  prefixes: string[]
  createdAt: string
  expiresAt: string
  isExpired: boolean
  lastUsedAt: string | null
  lastUsedIp: string | null
  /** The secret before the last rotation is good until then. */
  formerUntil: string | null
}
export type TokenChoices = { rights: Permission[]; ofOneGuest: Permission[] }
/** The secret is shown once. */
export type NewToken = { id: string; secret: string; expiresAt: string }
