import { VserverError } from '@vserver/core/errors'
import { t } from '@/language/t.ts'
import { sessionOfToken } from '../auth/read-viewer.ts'
import type { SharedRight } from './shared-right.ts'

/** What changed that a right may hang on; `all`: nobody knows what, something may have been missed. */
export type AccessNews =
  | { kind: 'session' | 'token' | 'user' | 'account' | 'guest' | 'console'; id: string }
  | 'all'

/** One connection to a terminal, of a browser or over SSH. */
export type OpenConsole = {
  sessionId: string
  userId: string
  /** Of the user; null for staff. */
  accountId: string | null
  guestId: string
  /** The tenants of the guest. */
  ownerIds: readonly string[]
  consoleId: string | null
  /** Asks again whether it may stay. */
  recheck(): void
  /** The sign-in has ended. */
  revoke(): void
}

/** Connections of one user, to one guest, and of all of them, to one panel process. */
const PER_USER = 24
const PER_GUEST = 100
const IN_ALL = 1000

/** The terminals that this process carries, so that whatever ends a right ends them at once. */
export class OpenConsoles {
  /** Of those that are open, by sign-in, guest and kind. */
  readonly rights = new Map<string, SharedRight>()
  readonly #open = new Set<OpenConsole>()
  readonly #perUser = new Places(PER_USER)
  readonly #perGuest = new Places(PER_GUEST)
  readonly #all = new Places(IN_ALL)

  /** Takes a place, before it is known whether there will be a terminal; returns how to give it back. */
  admit(userId: string): () => void {
    if (!this.#perUser.hasRoom(userId))
      throw tooMany(t('You have {count} consoles open; close one of them first.', { count: PER_USER }))
    if (!this.#all.hasRoom(''))
      throw tooMany(t('The panel has as many consoles as it can carry; try again later.'))
    const leaves = [this.#perUser.take(userId), this.#all.take('')]
    return () => {
      for (const leave of leaves) leave()
    }
  }

  /** The same once the guest is known, so that those of one guest do not take the places of all. */
  admitTo(guestId: string): () => void {
    if (!this.#perGuest.hasRoom(guestId))
      throw tooMany(
        t('{count} consoles of this guest are open; close one of them first.', { count: PER_GUEST }),
      )
    return this.#perGuest.take(guestId)
  }

  /** Returns how to take it out again. */
  add(open: OpenConsole): () => void {
    this.#open.add(open)
    return () => void this.#open.delete(open)
  }

  /** Known in this process already: no need to wait for the database to tell it. */
  revoke(sessionId: string): void {
    for (const open of this.#open) if (open.sessionId === sessionId) open.revoke()
  }

  hear(news: AccessNews): void {
    const concerned = [...this.#open].filter((open) => concerns(news, open))
    for (const recheck of new Set(concerned.map((open) => open.recheck))) recheck()
  }
}

/** So many for each name. */
class Places {
  readonly #max: number
  readonly #taken = new Map<string, number>()

  constructor(max: number) {
    this.#max = max
  }

  hasRoom(name: string): boolean {
    return (this.#taken.get(name) ?? 0) < this.#max
  }

  take(name: string): () => void {
    this.#taken.set(name, (this.#taken.get(name) ?? 0) + 1)
    let isTaken = true
    return () => {
      if (!isTaken) return
      isTaken = false
      const left = (this.#taken.get(name) ?? 1) - 1
      if (left === 0) this.#taken.delete(name)
      else this.#taken.set(name, left)
    }
  }
}

function concerns(news: AccessNews, open: OpenConsole): boolean {
  if (news === 'all') return true
  switch (news.kind) {
    case 'session':
      return open.sessionId === news.id
    case 'token':
      return open.sessionId === sessionOfToken(news.id)
    case 'user':
      return open.userId === news.id
    case 'account':
      return open.accountId === news.id || open.ownerIds.includes(news.id)
    case 'guest':
      return open.guestId === news.id
    case 'console':
      return open.consoleId === news.id
  }
}

function tooMany(hint: string): VserverError {
  return new VserverError('RATE_LIMITED', 'There are too many console connections.', { hint })
}
