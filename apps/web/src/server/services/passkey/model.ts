import { z } from 'zod'

export const PASSKEYS_MAX = 20

const base64url = z
  .string()
  .max(20_000)
  .regex(/^[\w-]+$/)
const Credential = z.object({
  id: base64url,
  rawId: base64url,
  type: z.literal('public-key'),
  clientExtensionResults: z.record(z.string(), z.unknown()).default({}),
})

/** What a browser answers when it made a key. Source: WebAuthn Level 3, RegistrationResponseJSON. */
export const NewKeyAnswer = Credential.extend({
  response: z.object({
    clientDataJSON: base64url,
    attestationObject: base64url,
    transports: z.array(z.string().max(40)).max(10).optional(),
  }),
})
export type NewKeyAnswer = z.infer<typeof NewKeyAnswer>

/** What it answers when it used one. Source: the same, AuthenticationResponseJSON. */
export const KeyAnswer = Credential.extend({
  response: z.object({
    clientDataJSON: base64url,
    authenticatorData: base64url,
    signature: base64url,
    userHandle: base64url.nullish(),
  }),
})
export type KeyAnswer = z.infer<typeof KeyAnswer>

export const AddPasskeyRequest = z.strictObject({
  name: z.string().trim().min(1, 'A name is needed.').max(60),
  answer: NewKeyAnswer,
})
export type AddPasskeyRequest = z.infer<typeof AddPasskeyRequest>

export const PasskeyRef = z.strictObject({ passkeyId: z.string().min(1).max(2000) })

export type PasskeyView = {
  id: string
  name: string
  site: string
  createdAt: string
  lastUsedAt: string | null
}
