/** What the landing pages ask for, and the server that fills them. */
export const FIRST_CUSTOMERS = { rows: 6 }
/** Support searches; the rest of the list is a page away. */
export const SUPPORT_GUESTS = { rows: 15 }
export const OWN_CONSOLES = { own: true, action: 'console.open', rows: 8 }
export const RUNNING_OPERATIONS = { state: 'running' } as const
export const FAILED_OPERATIONS = { state: 'failed', rows: 20 } as const
