import { constants } from 'node:os'
import type { NativeError } from '@vserver/native'
import type { ErrorCode } from '../errors.ts'

type Meaning = { code: ErrorCode; message: string; hint: string }
type Errno = keyof typeof constants.errno
type Is = (name: Errno) => boolean

/** Stages that need no more than their name; those of native common/firewall.h. */
const STAGES: Record<string, Partial<Record<Errno, Meaning>>> = {
  nft: {
    EOPNOTSUPP: {
      code: 'UNSUPPORTED',
      message: 'This host cannot filter packets for its guests.',
      hint: 'Install the package nftables on it, and a kernel with nf_tables.',
    },
    EINVAL: {
      code: 'NATIVE_FAILED',
      message: 'The firewall of the host refused the rules of SUBJECT.',
      hint: 'The log of the broker has what nft said.',
    },
  },
  table: {
    EEXIST: {
      code: 'INVALID_STATE',
      message: 'Somebody else has a table of the name that the firewall of the guests needs.',
      hint: 'Look at `nft list tables` on the host, and rename or delete that table.',
    },
  },
  rules: {
    EINVAL: {
      code: 'INVALID_INPUT',
      message: 'SUBJECT has a firewall rule that contradicts itself.',
      hint: 'Only TCP and UDP have ports, and ICMP and its addresses are of one family.',
    },
  },
  forwards: {
    EINVAL: {
      code: 'INVALID_INPUT',
      message: 'SUBJECT has a forwarded port that leads to no address of its own.',
      hint: 'Choose one of its addresses, or take the forwarded port away first.',
    },
    EOPNOTSUPP: {
      code: 'INVALID_INPUT',
      message: 'SUBJECT is in the network of the host, where no port leads to a guest.',
      hint: 'Serve on an address of its own, or give it a private network.',
    },
  },
}

function forwardMeaning(number: number, owner: string | undefined, is: Is): Meaning | null {
  if (is('EADDRNOTAVAIL')) {
    return {
      code: 'INVALID_INPUT',
      message: `The host has no such address as forward ${number} of SUBJECT names.`,
      hint: 'Choose an address of the host, or leave it out for all of them.',
    }
  }
  if (is('EEXIST')) {
    return {
      code: 'INVALID_INPUT',
      message: `The host's port of forward ${number} of SUBJECT is given twice.`,
      hint: 'Each port of the host leads to one place.',
    }
  }
  if (!is('EADDRINUSE')) return null
  return {
    code: 'ALREADY_EXISTS',
    // Whose it is stays in the cause: guests of other owners are nobody's business.
    message:
      owner === undefined
        ? `The host's port of forward ${number} of SUBJECT belongs to the host itself.`
        : `The host's port of forward ${number} of SUBJECT belongs to another guest of the host.`,
    hint: 'Choose another port of the host.',
  }
}

/** A stage that names an owner; the host's own addresses are the network's to refuse. */
function addressMeaning(number: number, is: Is): Meaning | null {
  if (!is('EADDRINUSE')) return null
  return {
    code: 'ALREADY_EXISTS',
    message: `Address ${number} of SUBJECT belongs to another guest of the host.`,
    hint: 'Choose another address.',
  }
}

/** What the refusal of a firewall means; null when the error is about something else. */
export function firewallMeaning(error: NativeError): Meaning | null {
  const is = (name: string): boolean => constants.errno[name as Errno] === error.errno // one number may have two names
  const [, noun, number, , owner] = /^(address(?=.*:)|forward)-(\d+)(:(.+))?$/.exec(error.stage) ?? []
  if (noun === 'address') return addressMeaning(Number(number), is)
  if (noun === 'forward') return forwardMeaning(Number(number), owner, is)
  const meanings = Object.entries(STAGES[error.stage] ?? {})
  return meanings.find(([name]) => is(name))?.[1] ?? null
}
