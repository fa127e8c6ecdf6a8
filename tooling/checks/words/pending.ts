/** Rooms of the panel whose words are not translated yet: none may be added. */
export const PENDING: readonly string[] = ['features/home', 'features/ledger']
