/** What an overview shows of a long list. */
export const FIRST_GUESTS = { rows: 12 }
