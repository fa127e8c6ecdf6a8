/** Calls `act` every `everyMs`, never twice at once; a call that comes late is left out. */
export function periodic(
  everyMs: number,
  act: () => Promise<void>,
  onError: (error: unknown) => void,
): { stop(): Promise<void> } {
  let running: Promise<void> | null = null
  const timer = setInterval(() => {
    running ??= act()
      .catch(onError)
      .finally(() => {
        running = null
      })
  }, everyMs)
  return {
    stop: async () => {
      clearInterval(timer)
      await running
    },
  }
}
