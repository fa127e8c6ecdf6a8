import type { NetworkLink, NetworkMode } from '@vserver/core/network/model'

type ModeWords = {
  label: string
  /** In one line, beside the choice. */
  hint: string
  hides: string[]
  /** What a buyer could expect, and does not get. */
  keepsNot: string[]
}

/** What each mode hides from a guest and what it does not, in the words of those who buy and sell guests. */
export const MODE_WORDS = {
  none: {
    label: 'No network',
    hint: 'Its loopback alone: nothing reaches it, and it reaches nothing.',
    hides: ['every other guest, the host and the world'],
    keepsNot: [],
  },
  private: {
    label: 'Private',
    hint: 'A network stack of its own. Right for hosting.',
    hides: [
      'interfaces, addresses, routes and connections of the host and of other guests',
      'other guests’ packets: nothing passes under an address that is not its sender’s',
    ],
    keepsNot: [],
  },
  shared: {
    label: 'Shared',
    hint: 'The host’s stack, held to its own addresses, as Linux-VServer does it. For guests that trust each other.',
    hides: [
      'addresses and ports: it binds, connects and sends under its own addresses alone',
      'loopback: its 127.0.0.1 and ::1 are nobody else’s',
      'services that listen on all addresses of the host or of other guests',
    ],
    keepsNot: [
      'It sees the host’s devices, addresses, routes and sockets in /proc/net.',
      'It shares the names of abstract UNIX sockets with the host and other such guests.',
      'It has no devices, routes, rules or network settings of its own, and of protocols TCP and UDP alone.',
      'Its protection is programs that root of the host can remove; it is frozen within a second then.',
    ],
  },
} as const satisfies Record<NetworkMode, ModeWords>

export const LINK_WORDS = {
  routed: {
    label: 'Routed',
    hint: 'Each address has a route of its own; no frame of another guest ever comes by.',
    warning: null,
  },
  bridge: {
    label: 'On a bridge',
    hint: 'It is on the host’s bridge together with what else is there.',
    warning:
      'It shares layer 2 with everything on this bridge: it sees broadcasts of others, and they see its own.',
  },
  macvlan: {
    label: 'On a device (macvlan)',
    hint: 'It has a hardware address of its own on the device of the host.',
    warning:
      'It shares layer 2 with the network of this device: it sees broadcasts of others there, and the host itself does not reach it.',
  },
} as const satisfies Record<NetworkLink, { label: string; hint: string; warning: string | null }>

/** Guests in the host's stack are hidden less from each other, so that the host's owner decides. */
export const SHARED_DENIED = 'only an administrator chooses it'
