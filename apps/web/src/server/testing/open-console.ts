import type { OpenConsole } from '../console/open-consoles.ts'

/** A connection to a terminal that nothing concerns but what a test says of it. */
export function openConsole(known: Partial<OpenConsole>): OpenConsole {
  const nobody = { sessionId: 's', userId: 'u', accountId: null, guestId: 'g', ownerIds: [], consoleId: null }
  return { ...nobody, recheck: () => {}, revoke: () => {}, ...known }
}
