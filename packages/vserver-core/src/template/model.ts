import { z } from 'zod'

export const TemplateId = z
  .string()
  .max(39)
  .regex(
    /^[a-z][a-z0-9]*(?:[.-][a-z0-9]+)*$/,
    'A template id has lower-case letters, digits, dots and hyphens.',
  )
  .brand<'TemplateId'>()
export type TemplateId = z.infer<typeof TemplateId>

export const TEMPLATE_STATES = ['absent', 'building', 'ready', 'failed', 'cancelled'] as const
export const TemplateState = z.enum(TEMPLATE_STATES)
export type TemplateState = z.infer<typeof TemplateState>

/** http(s) only, no credentials: it is shown and logged. */
export const Mirror = z
  .string()
  .max(255)
  .regex(
    /^https?:\/\/[A-Za-z0-9.-]+(?::\d{1,5})?(?:\/[A-Za-z0-9._~/-]*)?$/,
    'A mirror is an http or https address.',
  )

export const Template = z.strictObject({
  id: TemplateId,
  label: z.string(),
  suite: z.string(),
  state: TemplateState,
  /** 0..100 while building, 100 when ready. */
  percent: z.number().min(0).max(100),
  step: z.string().nullable(),
  builtAt: z.iso.datetime().nullable(),
  failure: z.string().nullable(),
})
export type Template = z.infer<typeof Template>

/** Templates the host knows how to build. */
export const KNOWN_TEMPLATES = [
  { id: TemplateId.parse('debian-12'), label: 'Debian 12 (bookworm)', suite: 'bookworm' },
  { id: TemplateId.parse('debian-13'), label: 'Debian 13 (trixie)', suite: 'trixie' },
] as const
