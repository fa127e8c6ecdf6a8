import { setTimeout as sleep } from 'node:timers/promises'

const FIRST_POLL_MS = 10
const LAST_POLL_MS = 500

/** Asks ever more slowly until it is true, or until the deadline: then false. */
export async function waitUntil(isTrue: () => Promise<boolean>, deadlineMs: number): Promise<boolean> {
  let pollMs = FIRST_POLL_MS
  for (;;) {
    if (await isTrue()) return true
    const leftMs = deadlineMs - Date.now()
    if (leftMs <= 0) return false
    await sleep(Math.min(pollMs, leftMs))
    pollMs = Math.min(pollMs * 2, LAST_POLL_MS)
  }
}
