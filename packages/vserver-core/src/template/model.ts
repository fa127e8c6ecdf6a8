import { z } from 'zod'
import { InitStyle } from '../context/model.ts'

const NAME = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/
const ID = /^([a-z][a-z0-9]*(?:-[a-z0-9]+)*)\.v([1-9]\d{0,4})$/

/** What all versions of a template have in common. */
export const TemplateName = z
  .string()
  .max(32, 'A template name has at most 32 characters.')
  .regex(NAME, 'A template name starts with a letter and has lower-case letters, digits and hyphens.')
  .brand<'TemplateName'>()
export type TemplateName = z.infer<typeof TemplateName>

/** One version of a template: NAME.vN. */
export const TemplateId = z
  .string()
  .max(39)
  .regex(ID, 'A template id is a name and a version, like debian-12.v1.')
  .brand<'TemplateId'>()
export type TemplateId = z.infer<typeof TemplateId>

/** A version, or a name for the newest one that is ready. */
export const TemplateRef = z.union([TemplateId, TemplateName], {
  error: 'A template is a name like debian-12 or a version like debian-12.v1.',
})
export type TemplateRef = z.infer<typeof TemplateRef>

export function toTemplateId(name: TemplateName, version: number): TemplateId {
  return TemplateId.parse(`${name}.v${version}`)
}

export function partsOf(id: TemplateId): { name: TemplateName; version: number } {
  const [, name, version] = ID.exec(id) ?? []
  return { name: TemplateName.parse(name), version: Number(version) }
}

export const TEMPLATE_STATES = ['absent', 'building', 'ready', 'failed', 'cancelled'] as const
export const TemplateState = z.enum(TEMPLATE_STATES)
export type TemplateState = z.infer<typeof TemplateState>

export const BUILD_METHODS = ['debootstrap', 'tarball', 'rsync', 'guest', 'skeleton'] as const
export const BuildMethod = z.enum(BUILD_METHODS)
export type BuildMethod = z.infer<typeof BuildMethod>

/** http(s) only, no credentials: it is shown and logged. */
export const Mirror = z
  .string()
  .max(255)
  .regex(
    /^https?:\/\/[A-Za-z0-9.-]+(?::\d{1,5})?(?:\/[A-Za-z0-9._~/-]*)?$/,
    'A mirror is an http or https address.',
  )

/** A file an administrator or the panel has put into the host's directory of imports. */
export const ImportName = z
  .string()
  .max(128)
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._+-]*$/,
    'A file name has letters, digits and ._+- and starts with a letter or digit.',
  )
  .brand<'ImportName'>()
export type ImportName = z.infer<typeof ImportName>

/** A module has to be named, and no user: it is shown and logged. */
export const RsyncSource = z
  .string()
  .max(255)
  .regex(
    /^rsync:\/\/[A-Za-z0-9][A-Za-z0-9.-]*(?::\d{1,5})?\/[A-Za-z0-9._~+-][A-Za-z0-9._~+/-]*$/,
    'An rsync address is rsync://HOST/MODULE, with a path if needed.',
  )
  .refine((text) => !text.includes('..'), 'An rsync address has no "..".')

/** SHA-256. */
export const Checksum = z.string().regex(/^[0-9a-f]{64}$/, 'A checksum is 64 hexadecimal digits.')

/** What a template is made from. */
export const TemplateSource = z.discriminatedUnion('method', [
  z.strictObject({ method: z.literal('debootstrap'), suite: TemplateName, mirror: Mirror.optional() }),
  z.strictObject({ method: z.literal('tarball'), file: ImportName, checksum: Checksum.nullable() }),
  z.strictObject({ method: z.literal('rsync'), url: RsyncSource }),
  z.strictObject({
    method: z.literal('guest'),
    guest: z
      .string()
      .regex(/^[a-z](?:[a-z0-9-]*[a-z0-9])?$/)
      .max(39),
  }),
  z.strictObject({ method: z.literal('skeleton') }),
])
export type TemplateSource = z.infer<typeof TemplateSource>

export const TemplateVersion = z.strictObject({
  id: TemplateId,
  version: z.number().int().positive(),
  state: TemplateState,
  /** 0..100 while building, 100 when ready. */
  percent: z.number().min(0).max(100),
  step: z.string().nullable(),
  builtAt: z.iso.datetime().nullable(),
  failure: z.string().nullable(),
  method: BuildMethod.nullable(),
  /** Mirror, file, address or guest; empty for none. */
  source: z.string().nullable(),
  initStyle: InitStyle.nullable(),
  /** Of the list of all its files. */
  checksum: Checksum.nullable(),
  files: z.number().int().nullable(),
  /** Sum of the sizes of its files; what it takes on the disk is less, since content is shared. */
  bytes: z.number().int().nullable(),
  /** Guests that are made from it. */
  guests: z.array(z.string()),
})
export type TemplateVersion = z.infer<typeof TemplateVersion>

export const Template = z.strictObject({
  /** Its name: what a new guest is asked for. */
  id: TemplateName,
  name: TemplateName,
  label: z.string(),
  suite: z.string().nullable(),
  initStyle: InitStyle.nullable(),
  /** Ready when one version is; else that of the newest, absent when there is none. */
  state: TemplateState,
  percent: z.number().min(0).max(100),
  step: z.string().nullable(),
  builtAt: z.iso.datetime().nullable(),
  failure: z.string().nullable(),
  /** The newest first. */
  versions: z.array(TemplateVersion),
})
export type Template = z.infer<typeof Template>

/** A version that nobody uses. */
export const UnusedTemplate = z.strictObject({
  id: TemplateId,
  builtAt: z.iso.datetime().nullable(),
  bytes: z.number().int().nullable(),
})
export type UnusedTemplate = z.infer<typeof UnusedTemplate>

export const ImportFile = z.strictObject({
  name: ImportName,
  bytes: z.number().int(),
  changedAt: z.iso.datetime(),
})
export type ImportFile = z.infer<typeof ImportFile>

/** The largest file that is taken over the agent's socket; a larger one is copied there by hand. */
export const IMPORT_BYTES_MAX = 16 * 1024 ** 3

export type KnownTemplate = {
  name: TemplateName
  label: string
  suite: TemplateName
  initStyle: InitStyle
}

/** Templates every host knows how to build. */
export const KNOWN_TEMPLATES: readonly KnownTemplate[] = [
  known('debian-12', 'Debian 12 (bookworm)', 'bookworm', 'systemd'),
  known('debian-13', 'Debian 13 (trixie)', 'trixie', 'systemd'),
  known('debian-12-sysv', 'Debian 12 (bookworm), sysvinit', 'bookworm', 'sysv'),
  known('debian-13-sysv', 'Debian 13 (trixie), sysvinit', 'trixie', 'sysv'),
]

function known(name: string, label: string, suite: string, initStyle: InitStyle): KnownTemplate {
  return { name: TemplateName.parse(name), label, suite: TemplateName.parse(suite), initStyle }
}
