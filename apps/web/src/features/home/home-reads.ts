/** What the landing pages ask for, and the server that fills them. */
export const FIRST_CUSTOMERS = { rows: 6 }
export const OWN_CONSOLES = { own: true, action: 'console.open', rows: 8 }
export const RUNNING_OPERATIONS = { state: 'running' } as const
export const FAILED_OPERATIONS = { state: 'failed', rows: 20 } as const
