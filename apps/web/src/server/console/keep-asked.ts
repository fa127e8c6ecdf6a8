import { SECOND_MS } from '@vserver/core/units'
import { RECHECK_MS } from '../services/me/signed-in.ts'

/** A question that fails is asked again so soon: the news that made it asked comes only once. */
const RETRY_MS = [100, 250, 500, SECOND_MS, 2 * SECOND_MS] as const
/** One that is not answered by then is asked anew beside it: a database that hangs must not hold up the next news. */
const ANSWER_MS = 2 * SECOND_MS

type Options = {
  /** Acts by its answer itself; rejects when nobody could say. Its answer may also come late. */
  question(): Promise<void>
  onError(error: unknown): void
}

export type Asked = { ask(): void; stop(): void }

/**
 * Asks whether something is still so: at once, when told to, and every ten seconds. Told while it asks, it asks once
 * more, as what it has read may be old by then.
 */
export function keepAsked({ question, onError }: Options): Asked {
  let isStopped = false
  let isAsking = false
  let isDue = false
  let failures = 0
  let retry: NodeJS.Timeout | undefined
  const answered = async (): Promise<boolean> => {
    try {
      await inTime(question())
      return true
    } catch (error) {
      if (!isStopped) onError(error)
      return false
    }
  }
  const run = async (): Promise<void> => {
    isDue = true
    if (isAsking || isStopped) return
    isAsking = true
    clearTimeout(retry)
    while (isDue && !isStopped) {
      isDue = false
      failures = (await answered()) ? 0 : failures + 1
    }
    isAsking = false
    if (failures === 0 || isStopped) return
    retry = setTimeout(ask, RETRY_MS[Math.min(failures, RETRY_MS.length) - 1])
  }
  const ask = (): void => void run()
  const timer = setInterval(ask, RECHECK_MS)
  ask()
  return {
    ask,
    stop: () => {
      isStopped = true
      clearInterval(timer)
      clearTimeout(retry)
    },
  }
}

async function inTime(answer: Promise<void>): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error(`There was no answer within ${ANSWER_MS} ms.`)), ANSWER_MS)
  answer.catch(() => {}) // it may still fail when nobody waits for it
  await Promise.race([answer, promise]).finally(() => clearTimeout(timer))
}
