/** What was made and goes again, the newest first. What cannot be taken away keeps nothing else from it. */
export class Leftovers {
  readonly #steps: (() => unknown)[] = []

  add(takeAway: () => unknown): void {
    this.#steps.push(takeAway)
  }

  /** Throws the first error, after everything was tried. */
  async close(): Promise<void> {
    const errors: unknown[] = []
    for (const step of this.#steps.splice(0).reverse()) {
      try {
        await step()
      } catch (error) {
        errors.push(error)
      }
    }
    if (errors.length > 0) throw errors[0]
  }
}

/** What was made until the opening failed is taken away. */
export async function opening<Result>(open: (made: Leftovers) => Promise<Result>): Promise<Result> {
  const made = new Leftovers()
  try {
    return await open(made)
  } catch (error) {
    await made.close().catch((left: unknown) => console.error(left instanceof Error ? left.message : left))
    throw error
  }
}
