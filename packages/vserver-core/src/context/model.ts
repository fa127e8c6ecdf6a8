import { z } from 'zod'
import { ADDITIONAL_CAPABILITIES, CONTEXT_CAPABILITIES, DEFAULT_CAPABILITIES } from './constants.ts'

export { ADDITIONAL_CAPABILITIES, CONTEXT_CAPABILITIES, DEFAULT_CAPABILITIES } from './constants.ts'

/** How a guest's first process is started. */
export const InitStyle = z.enum(['systemd', 'sysv', 'openrc', 'plain', 'single'])
export type InitStyle = z.infer<typeof InitStyle>

export const ContextCapability = z.enum(CONTEXT_CAPABILITIES)
export type ContextCapability = z.infer<typeof ContextCapability>

/** Shared area of a host: a directory that several guests of one owner see. */
export const ShareName = z
  .string()
  .max(39, 'A shared area has a name of at most 39 characters.')
  .regex(
    /^[a-z](?:[a-z0-9-]*[a-z0-9])?$/,
    'The name of a shared area starts with a letter and has lower-case letters, digits and hyphens.',
  )
  .brand<'ShareName'>()
export type ShareName = z.infer<typeof ShareName>

/** The same alphabet as GuestName; not branded, since the other guest may have gone. */
const guestName = z
  .string()
  .max(39)
  .regex(/^[a-z](?:[a-z0-9-]*[a-z0-9])?$/, 'This is not the name of a guest.')

const mountTarget = z
  .string()
  .max(127, 'A path has at most 127 characters.')
  .regex(
    /^(?:\/[a-zA-Z0-9_-][a-zA-Z0-9._-]*)+$/,
    'The path is absolute and has letters, digits, dots, hyphens and underscores.',
  )
  .refine(
    (path) => !/^\/(?:proc|sys|dev)(?:\/|$)/.test(path),
    'Nothing can be put below /proc, /sys or /dev.',
  )

/** Guests of one mark are started and stopped together. */
export const BootMark = z
  .string()
  .regex(/^[a-z0-9-]{1,32}$/, 'A mark has lower-case letters, digits and hyphens.')

/** What a guest is beside its limits; in force from its next start unless it says otherwise. */
const shape = {
  /** Changes to the default capabilities. */
  capabilities: z.strictObject({
    add: z.array(z.enum(ADDITIONAL_CAPABILITIES)),
    remove: z.array(z.enum(DEFAULT_CAPABILITIES)),
  }),
  contextCapabilities: z.array(ContextCapability),
  /** Other running guests of the same owner whose namespaces it uses; null = its own. */
  spaces: z.strictObject({ network: guestName.nullable(), ipc: guestName.nullable() }),
  mounts: z
    .array(z.strictObject({ share: ShareName, target: mountTarget, readOnly: z.boolean() }))
    .max(4, 'A guest has at most 4 shared areas.')
    .refine(
      (mounts) => new Set(mounts.map((mount) => mount.target)).size === mounts.length,
      'Each shared area needs a place of its own.',
    ),
  /** Whose it is, in the words of whoever sells it; guests of different owners share nothing. At once. */
  owner: z.string().max(100).nullable(),
  /** When the host starts: guests of lower order first, after those they depend on. At once. */
  boot: z.strictObject({
    /** Guests of one mark are started together by `start all of a mark`. */
    mark: BootMark,
    order: z.number().int().min(0).max(9999),
    dependsOn: z.array(guestName).max(16),
  }),
  /** How long its init has to end its services before what is left is killed. At once. */
  stopSeconds: z.number().int().min(1).max(600),
  /** Program and arguments of init style single; null for the other styles. */
  command: z.array(z.string().min(1).max(200)).min(1).max(32).nullable(),
  /**
   * Where it has a directory that is no overlay but lies on the storage itself, for what cannot live on an overlay:
   * other overlays, quota of its users. Null = nowhere.
   */
  rawDirectory: mountTarget.nullable(),
}

export const DEFAULT_OPTIONS = {
  capabilities: { add: [], remove: [] },
  contextCapabilities: [],
  spaces: { network: null, ipc: null },
  mounts: [],
  owner: null,
  boot: { mark: 'default', order: 1000, dependsOn: [] },
  stopSeconds: 30,
  command: null,
  rawDirectory: null,
} satisfies z.infer<z.ZodObject<typeof shape>>

export const GuestOptions = z.strictObject({
  capabilities: shape.capabilities.default(DEFAULT_OPTIONS.capabilities),
  contextCapabilities: shape.contextCapabilities.default(DEFAULT_OPTIONS.contextCapabilities),
  spaces: shape.spaces.default(DEFAULT_OPTIONS.spaces),
  mounts: shape.mounts.default(DEFAULT_OPTIONS.mounts),
  owner: shape.owner.default(DEFAULT_OPTIONS.owner),
  boot: shape.boot.default(DEFAULT_OPTIONS.boot),
  stopSeconds: shape.stopSeconds.default(DEFAULT_OPTIONS.stopSeconds),
  command: shape.command.default(DEFAULT_OPTIONS.command),
  rawDirectory: shape.rawDirectory.default(DEFAULT_OPTIONS.rawDirectory),
})
export type GuestOptions = z.infer<typeof GuestOptions>

/** An absent field keeps its value. */
export const OptionsChange = z.strictObject(shape).partial()
export type OptionsChange = z.infer<typeof OptionsChange>
