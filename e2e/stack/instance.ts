/** The installation that the end-to-end run brings up for itself, beside any other. */
export const INSTANCE = process.env.VSERVER_E2E_INSTANCE ?? 'vse2e'
export const PORT = Number(process.env.VSERVER_E2E_PORT ?? 18_480)
export const ORIGIN = `http://127.0.0.1:${PORT}`

export const DATA_DIR = `/var/tmp/${INSTANCE}`
export const RUN_DIR = `/run/${INSTANCE}`
export const LIB_DIR = `/usr/local/lib/${INSTANCE}`
export const LOG_DIR = `/var/log/${INSTANCE}`
