/** Asks for a guest's last operation. */
export const lastOf = (guestId: string) => ({ guestId, rows: 1 })
