import { constants } from 'node:os'
import type { NativeError, OperationName } from '@vserver/native'
import type { ErrorCode } from '../errors.ts'

type Meaning = { code: ErrorCode; message: string; hint: string }

const OPERATIONS: readonly OperationName[] = ['networkSet', 'guestStart']
/** The broker's stage names the address by its place in the list, from 0, and who has it, who is told to nobody. */
const ADDRESS = /^address-(\d+)(?::|$)/

/** What the refusal of a network means; null when the error is about something else. */
export function networkMeaning(error: NativeError, operation: OperationName): Meaning | null {
  if (!OPERATIONS.includes(operation)) return null
  const { EADDRINUSE, EADDRNOTAVAIL, EBUSY, EEXIST } = constants.errno
  if (error.stage === 'mode' && error.errno === EBUSY)
    return {
      code: 'INVALID_STATE',
      message: 'SUBJECT runs: its network stays of the same kind.',
      hint: 'Stop it, change the network and start it again.',
    }
  if (error.stage === 'parent') return parentMeaning(error)
  if (error.stage === 'network' && error.errno === EEXIST)
    return {
      code: 'INVALID_STATE',
      message: 'Somebody else has given the host a device or a route in the place of one of SUBJECT.',
      hint: 'Look for a device "vs" with its number (ip link), and for routes to its addresses (ip route).',
    }
  const index = ADDRESS.exec(error.stage)?.[1]
  if (index === undefined) return null
  const number = Number(index) + 1
  if (error.errno === EADDRINUSE)
    return {
      code: 'ALREADY_EXISTS',
      message: `Address ${number} of SUBJECT belongs to the host or to another guest.`,
      hint: 'Choose another address, or take it from its owner first.',
    }
  if (error.errno === EADDRNOTAVAIL)
    return {
      code: 'INVALID_INPUT',
      message: `Address ${number} of SUBJECT is none that a guest can have.`,
      hint: 'Choose an address of a network that leads to the host.',
    }
  return null
}

/** Of the bridge or device that the guest is to be joined to. */
function parentMeaning({ errno }: NativeError): Meaning {
  return {
    code: 'INVALID_STATE',
    message:
      errno === constants.errno.ENODEV
        ? 'The host has no device of the name that SUBJECT is to be joined to.'
        : 'The host has no fitting device of the name that SUBJECT is to be joined to.',
    hint: 'The link "bridge" needs a bridge, the link "macvlan" a device that is in no bridge.',
  }
}
