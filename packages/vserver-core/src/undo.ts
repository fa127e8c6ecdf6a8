/** Registers a step to be run, last first, if the work fails later. */
export type Undo = (step: () => Promise<void> | void) => void

/**
 * Runs `work`; if it throws, runs every registered step in reverse and rethrows the first error.
 * A failing step never hides the error that caused it, and never stops the steps before it.
 */
export async function withUndo<T>(work: (undo: Undo) => Promise<T>): Promise<T> {
  const steps: Array<() => Promise<void> | void> = []
  try {
    return await work((step) => steps.push(step))
  } catch (error) {
    for (const step of steps.reverse()) {
      try {
        await step()
      } catch {
        // The first error is the one to report; reconcile finds what an undo could not do.
      }
    }
    throw error
  }
}
