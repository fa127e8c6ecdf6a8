/** Values that were there before, so that a step can be taken back. `mark` names what the last step changed. */
export type History<T> = { past: readonly T[]; now: T; mark: string | null }

/** Typing a word is one step: steps of one mark in a row are taken back together. */
const STEPS_MAX = 100

export function startHistory<T>(now: T): History<T> {
  return { past: [], now, mark: null }
}

/** A mark of null is always a step of its own. */
export function step<T>(history: History<T>, now: T, mark: string | null = null): History<T> {
  if (now === history.now) return history
  const isSameStep = mark !== null && mark === history.mark
  const past = isSameStep ? history.past : [...history.past, history.now].slice(-STEPS_MAX)
  return { past, now, mark }
}

export function stepBack<T>({ past, now }: History<T>): History<T> {
  const before = past.at(-1)
  return { past: past.slice(0, -1), now: past.length === 0 ? now : (before as T), mark: null }
}
