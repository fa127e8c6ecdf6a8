/** The installation that the end-to-end run brings up for itself, beside any other. */
export const INSTANCE = process.env.VSERVER_E2E_INSTANCE ?? 'vse2e'
export const PORT = Number(process.env.VSERVER_E2E_PORT ?? 18_480)
/** Of its SSH gateway. */
export const SSH_PORT = PORT + 1
export const ORIGIN = `http://127.0.0.1:${PORT}`

export const DATA_DIR = `/var/tmp/${INSTANCE}`
export const RUN_DIR = `/run/${INSTANCE}`
export const LIB_DIR = `/usr/local/lib/${INSTANCE}`
export const LOG_DIR = `/var/log/${INSTANCE}`
