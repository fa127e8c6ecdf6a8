import { setTimeout as sleep } from 'node:timers/promises'
import { VserverError } from '@vserver/core/errors'
import type { Db, Transaction } from '@vserver/db'
import { t } from '@/language/t.ts'

const ATTEMPTS_MAX = 40
const BACKOFF_MS = 4
const BACKOFF_MAX_MS = 150
/** A serialisation failure as Prisma names it, its adapter at COMMIT, and PostgreSQL (40P01: a deadlock). */
const CONFLICT = /P2034|TransactionWriteConflict|40001|40P01/
/** Prisma's name for a transaction that could not begin, or took too long. */
const CROWDED = 'P2028'

/**
 * Runs `work` as if it were alone in the database. PostgreSQL ends all but one of those that would not fit
 * together; those are run again, so `work` must do nothing but talk to the database.
 */
export async function serialisable<T>(db: Db, work: (tx: Transaction) => Promise<T>): Promise<T> {
  for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
    try {
      return await db.$transaction(work, { isolationLevel: 'Serializable', maxWait: 30_000, timeout: 30_000 })
    } catch (error) {
      if (isCrowded(error)) break
      if (!isConflict(error)) throw error
      await sleep(Math.random() * Math.min(BACKOFF_MAX_MS, BACKOFF_MS * 2 ** attempt))
    }
  }
  throw new VserverError('BUSY', 'The database had too much to do at once.', {
    hint: t('Wait a moment and try again.'),
  })
}

/** Prisma's name for a unique key that is there already. */
const TAKEN = 'P2002'

/**
 * A write after a check that its keys are free. One that somebody else has taken since is a conflict as well: run
 * again, the check finds it and says so in words.
 */
export async function afterCheck<T>(write: Promise<T>): Promise<T> {
  try {
    return await write
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === TAKEN)) throw error
    throw new Error('40001: a key was taken meanwhile', { cause: error })
  }
}

/** No connection became free in time, or what it waited for was not done in time: nothing was changed. */
function isCrowded(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === CROWDED
}

function isConflict(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = 'code' in error ? String(error.code) : ''
  return CONFLICT.test(code) || CONFLICT.test(error.message)
}
