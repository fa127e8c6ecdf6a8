import type { NetworkLink, NetworkMode } from '@vserver/core/network/model'
import { msg, type Words } from '@/language/t.ts'

type ModeWords = {
  label: Words
  /** With its noun, for a heading. */
  title: Words
  /** In one line, beside the choice. */
  hint: Words
  hides: Words[]
  /** What a buyer could expect, and does not get. */
  keepsNot: Words[]
}

/** What each mode hides from a guest and what it does not, in the words of those who buy and sell guests. */
export const MODE_WORDS = {
  none: {
    label: msg('No network'),
    title: msg('No network'),
    hint: msg('Its loopback alone: nothing reaches it, and it reaches nothing.'),
    hides: [msg('every other guest, the host and the world')],
    keepsNot: [],
  },
  private: {
    label: msg('Private'),
    title: msg('Private network'),
    hint: msg('A network stack of its own. Right for hosting.'),
    hides: [
      msg('interfaces, addresses, routes and connections of the host and of other guests'),
      msg('other guests’ packets: nothing passes under an address that is not its sender’s'),
    ],
    keepsNot: [],
  },
  shared: {
    label: msg('Shared'),
    title: msg('Shared network'),
    hint: msg(
      'The host’s stack, held to its own addresses, as Linux-VServer does it. For guests that trust each other.',
    ),
    hides: [
      msg('addresses and ports: it binds, connects and sends under its own addresses alone'),
      msg('loopback: its 127.0.0.1 and ::1 are nobody else’s'),
      msg('services that listen on all addresses of the host or of other guests'),
    ],
    keepsNot: [
      msg('It sees the host’s devices, addresses, routes and sockets in /proc/net.'),
      msg('It shares the names of abstract UNIX sockets with the host and other such guests.'),
      msg(
        'It has no devices, routes, rules or network settings of its own, and of protocols TCP and UDP alone.',
      ),
      msg('Its protection is programs that root of the host can remove; it is frozen within a second then.'),
    ],
  },
} as const satisfies Record<NetworkMode, ModeWords>

export const LINK_WORDS = {
  routed: {
    label: msg('Routed'),
    hint: msg('Each address has a route of its own; no frame of another guest ever comes by.'),
    warning: null,
  },
  bridge: {
    label: msg('On a bridge'),
    hint: msg('It is on the host’s bridge together with what else is there.'),
    warning: msg(
      'It shares layer 2 with everything on this bridge: it sees broadcasts of others, and they see its own.',
    ),
  },
  macvlan: {
    label: msg('On a device (macvlan)'),
    hint: msg('It has a hardware address of its own on the device of the host.'),
    warning: msg(
      'It shares layer 2 with the network of this device: it sees broadcasts of others there, and the host itself does not reach it.',
    ),
  },
} as const satisfies Record<NetworkLink, { label: Words; hint: Words; warning: Words | null }>

/** Guests in the host's stack are hidden less from each other, so that the host's owner decides. */
export const SHARED_DENIED = msg('only an administrator chooses it')
