const AGAIN_MS = 5000

type Polled = { state: { status: 'pending' | 'error' | 'success' } }

/** Asks at this interval, and sooner while the last answer was a failure, so that it does not stay when it is over. */
export function pollEvery(ms: number): (query: Polled) => number {
  return ({ state }) => (state.status === 'error' ? Math.min(ms, AGAIN_MS) : ms)
}
