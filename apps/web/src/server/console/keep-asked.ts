import { SECOND_MS } from '@vserver/core/units'
import { RECHECK_MS } from '../services/me/signed-in.ts'

/** A question that fails is asked again so soon: the news that made it asked comes only once. */
const RETRY_MS = [100, 500, 2 * SECOND_MS, 5 * SECOND_MS] as const
/** From then on the next news does not wait for the answer any more: a question that hangs must not hold it up. */
const ANSWER_MS = 2 * SECOND_MS
/** Questions at a time: what is slow because there are many consoles does not become slower by asking more. */
const UNANSWERED_MAX = 3

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
  let unanswered = 0
  let failures = 0
  let retry: NodeJS.Timeout | undefined
  const mayAsk = (): boolean => !isStopped && unanswered < UNANSWERED_MAX
  const settle = (): void => {
    unanswered -= 1
    if (isDue) ask()
  }
  const askOnce = async (): Promise<void> => {
    const answer = question()
    let isLate = false
    unanswered += 1
    try {
      isLate = await isOutOfTime(answer)
      failures = 0
    } catch (error) {
      failures += 1
      if (!isStopped) onError(error)
    }
    answer.then(settle, () => {
      isDue ||= isLate
      settle()
    })
  }
  const run = async (): Promise<void> => {
    isDue = true
    if (isAsking || !mayAsk()) return
    isAsking = true
    clearTimeout(retry)
    while (isDue && mayAsk()) {
      isDue = false
      await askOnce()
    }
    isAsking = false
    if (failures > 0 && !isStopped) retry = setTimeout(ask, RETRY_MS[Math.min(failures, RETRY_MS.length) - 1])
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

/** Rejects as the answer does; one that is late is left to come. */
async function isOutOfTime(answer: Promise<void>): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const timer = setTimeout(resolve, ANSWER_MS, true)
  return Promise.race([answer.then(() => false), promise]).finally(() => clearTimeout(timer))
}
