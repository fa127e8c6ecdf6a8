export const ADDRESSES_MAX = 16
export const RULES_MAX = 64
export const FORWARDS_MAX = 32

/**
 * `none`: its loopback alone. `private`: a stack of its own, joined to the host's. `shared`: the host's stack, held to
 * its own addresses, as Linux-VServer did it.
 */
export const NETWORK_MODES = ['none', 'private', 'shared'] as const

/** How a private network is joined to the host's: by routes alone, or on a common layer 2. */
export const NETWORK_LINKS = ['routed', 'bridge', 'macvlan'] as const
