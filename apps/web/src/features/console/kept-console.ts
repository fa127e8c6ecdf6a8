const keyOf = (guestId: string) => `vserver-console:${guestId}`

/**
 * The shell that this tab goes back to, after a reload or from another page of the panel. It is taken out while it is
 * in use: a tab that is duplicated copies what is kept, and must not go to the same shell.
 */
export function keepConsole(storage: () => Storage, guestId: string, consoleId: string): void {
  try {
    storage().setItem(keyOf(guestId), consoleId)
  } catch {
    // A browser that keeps nothing for this site: the next visit opens a new shell.
  }
}

export function takeConsole(storage: () => Storage, guestId: string): string | null {
  try {
    const consoleId = storage().getItem(keyOf(guestId))
    storage().removeItem(keyOf(guestId))
    return consoleId
  } catch {
    return null
  }
}
