let interrupted = false

/** The first signal lets the round end and everything be cleaned up. */
export function catchSignals(): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      interrupted = true
    })
  }
}

export async function pause(milliseconds: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, milliseconds))
  if (interrupted) throw new Error('Interrupted; everything that was made is taken away.')
}
