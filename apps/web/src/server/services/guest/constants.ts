/** A lone program needs arguments, which are no matter of an order. */
export const GUEST_INIT_STYLES = ['systemd', 'sysv', 'openrc', 'plain'] as const

/** So many are still looked through before they are ordered. */
export const CREATED_AT_ONCE_MAX = 50
