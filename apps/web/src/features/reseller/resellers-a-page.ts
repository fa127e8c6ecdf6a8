/** Each is a card with its pool. */
export const RESELLERS_A_PAGE = { rows: 10 }
/** What the overview shows of them. */
export const FIRST_RESELLERS = { rows: 4 }
