/** Asks for what was done to a guest last: enough that what is worth telling is among it. */
export const activityOf = (guestId: string) => ({ guestId, rows: 50 })
