/** More would wait for the same journal and the same processors. */
const AT_ONCE = 8

/** Does it for each, some at a time. When it throws, what was begun has ended and nothing more begins. */
export async function forSeveral<One>(
  all: readonly One[],
  act: (one: One) => Promise<unknown>,
): Promise<void> {
  const waiting = all.values()
  let hasFailed = false
  const work = async (): Promise<void> => {
    for (const one of waiting) {
      if (hasFailed) return
      await act(one).catch((error: unknown) => {
        hasFailed = true
        throw error
      })
    }
  }
  const ended = await Promise.allSettled(Array.from({ length: AT_ONCE }, work))
  for (const result of ended) if (result.status === 'rejected') throw result.reason
}
