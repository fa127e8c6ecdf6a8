import type { AsyncLocalStorage } from 'node:async_hooks'
import type { Db } from '@vserver/db'
import type { HostHub } from './agent/hub.ts'
import type { Attempts } from './auth/attempts.ts'
import type { IdleLimits } from './console/idle.ts'
import type { OpenConsoles } from './console/open-consoles.ts'
import type { Logger } from './logger.ts'
import type { Mailer } from './mailer.ts'
import type { Permission } from './policy.ts'
import type { Recordings } from './recording/recordings.ts'
import type { ReverseDns } from './reverse-dns.ts'
import type { Sealer } from './seal.ts'
import type { ScopedGuest } from './services/guest/in-scope.ts'
import type { Role } from './services/me/model.ts'
import type { SshGateway } from './services/ssh-key/model.ts'

/** The person behind a request. */
export type Viewer = {
  id: string
  name: string
  email: string
  role: Role
  /** As people call it: that of their account, if one was made for them. */
  roleName: string
  /** What of its role's permissions the viewer has now. */
  rights: ReadonlySet<Permission>
  /** Null for staff. */
  accountId: string | null
  /** Of the guests of the account, only those that were granted one by one. */
  limitedToGuests: boolean
  sessionId: string
  /** A program acts for the person, with some of the person's rights. */
  token: { id: string; name: string; guestId: string | null } | null
  /** When the person last proved who they are; null = never. */
  provedAt: Date | null
  mustChangePassword: boolean
  /** Its role may not do without, and it has none: all but that has to wait. */
  mustSetUpSecondFactor: boolean
  /** Who looks at the panel as this user, until when; null = the user themselves. */
  behind: { id: string; name: string; role: Role; until: Date } | null
}

/** What one instance of the panel has: made once at start, handed to everything else. */
export type Panel = {
  db: Db
  /** Milliseconds since the epoch. */
  now(): number
  /** One per host. */
  hosts: ReadonlyMap<string, HostHub>
  consoles: OpenConsoles
  consoleIdle: IdleLimits
  recordings: Recordings
  attempts: Attempts
  logger: Logger
  /** For secrets that are kept in the database or in files. */
  sealer: Sealer
  /** Null: this panel has no SSH gateway. */
  ssh: SshGateway | null
  /** Null: nobody writes reverse names for this panel. */
  reverseDns: ReverseDns | null
  /** Where browsers reach the panel; null: nobody said, so that no letter can hold a link. */
  publicOrigin: string | null
  /** Null: this panel sends no e-mail. */
  mailer: Mailer | null
  /** The request that is being worked on, for calls that go on to an agent. */
  requestIds: AsyncLocalStorage<string>
  /** Removed when the first password has been changed. */
  firstSignInFile: string | null
}

export type RequestInfo = {
  requestId: string
  ip: string | null
  /** Where the page came from that asks; absent for what is not a browser. */
  origin?: string | null | undefined
  /** While a page is rendered: what was found for a part of it is there for the others. Acts always read anew. */
  foundGuests?: Map<string, Promise<ScopedGuest>> | undefined
}

/** What a service works with: the panel, the request and who asks. */
export type ServiceContext = Panel & RequestInfo & { viewer: Viewer }
