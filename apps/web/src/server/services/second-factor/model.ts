import { z } from 'zod'
import { msg } from '@/language/t.ts'
import { PASSWORD_MAX, Role } from '../me/model.ts'
import { KeyAnswer } from '../passkey/model.ts'

/** Six digits from a device, or a recovery code: people type spaces and dashes as they like. */
export const Code = z
  .string()
  .max(64)
  .transform((text) => text.replaceAll(/[\s-]/g, '').toUpperCase())
  .pipe(z.string().regex(/^(\d{6}|[A-Z2-7]{16})$/, msg('Enter the six digits, or a recovery code.')))

export const CodeRequest = z.strictObject({ code: Code })
export type CodeRequest = z.infer<typeof CodeRequest>

/** What proves who sits at a sign-in. */
export const ProofRequest = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('password'), password: z.string().min(1).max(PASSWORD_MAX) }),
  z.strictObject({ kind: z.literal('code'), code: Code }),
  z.strictObject({ kind: z.literal('passkey'), answer: KeyAnswer }),
])
export type ProofRequest = z.infer<typeof ProofRequest>

export const DemandRequest = z.strictObject({ roles: z.array(Role).max(4) })
export type DemandRequest = z.infer<typeof DemandRequest>

export const RemoveFactorRequest = z.strictObject({ email: z.email().max(200) })
export type RemoveFactorRequest = z.infer<typeof RemoveFactorRequest>

export type FactorView = { isOn: boolean; codesLeft: number; isDemanded: boolean }
/** For the device: as text to type, and as what its camera reads. */
export type NewFactor = { secret: string; address: string; picture: string }
export type RecoveryCodes = { codes: string[] }
