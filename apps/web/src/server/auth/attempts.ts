import { createHash } from 'node:crypto'
import { VserverError } from '@vserver/core/errors'
import { MINUTE_MS } from '@vserver/core/units'
import type { Db } from '@vserver/db'
import { t } from '@/language/t.ts'

const WINDOW_MS = 15 * MINUTE_MS

/**
 * Counts wrong passwords and codes by key (an e-mail, an address, a user) and refuses more than `max` in 15
 * minutes. An attempt counts from its begin and is forgiven when it succeeds, so parallel guesses do not slip
 * through: the row's lock makes them wait for each other.
 */
export class Attempts {
  readonly #db: Db
  readonly #now: () => number

  constructor(db: Db, now: () => number = Date.now) {
    this.#db = db
    this.#now = now
  }

  /** Throws when there were too many; else counts this one. */
  async begin(key: string, max: number): Promise<void> {
    const now = new Date(this.#now())
    const since = new Date(this.#now() - WINDOW_MS)
    await this.#db.attempts.deleteMany({ where: { lastAt: { lt: since } } })
    const counted = await this.#db.$executeRaw`
      INSERT INTO "Attempts" AS a ("key", "times", "lastAt") VALUES (${hashOf(key)}, ARRAY[${now}::timestamptz], ${now})
      ON CONFLICT ("key") DO UPDATE
      SET "times" = ARRAY(SELECT t FROM unnest(a."times") t WHERE t > ${since}) || ${now}::timestamptz, "lastAt" = ${now}
      WHERE (SELECT count(*) FROM unnest(a."times") t WHERE t > ${since}) < ${max}`
    if (counted === 0) throw tooMany(await this.#waitMs(key, since))
  }

  /** Takes back what `begin` counted last. */
  async forgive(key: string): Promise<void> {
    await this.#db.$executeRaw`
      UPDATE "Attempts" SET "times" = "times"[1:cardinality("times") - 1] WHERE "key" = ${hashOf(key)}`
  }

  async #waitMs(key: string, since: Date): Promise<number> {
    const row = await this.#db.attempts.findUnique({ where: { key: hashOf(key) } })
    const first = row?.times.find((at) => at > since)
    return first ? first.getTime() - since.getTime() : 0
  }
}

/** People type passwords into the box for the e-mail address: what they typed is not kept. */
function hashOf(key: string): string {
  return createHash('sha256').update(key).digest('hex')
}

function tooMany(waitMs: number): VserverError {
  const minutes = Math.max(1, Math.ceil(waitMs / MINUTE_MS))
  return new VserverError('RATE_LIMITED', 'Too many wrong attempts.', {
    hint: t('Wait {minutes, plural, one {# minute} other {# minutes}} and try again.', { minutes }),
  })
}
