import { IpPrefix } from '@vserver/core/address/model'
import type { GuestRecord } from '@vserver/core/guest/model'
import { NO_NETWORK } from '@vserver/core/network/model'
import { guestRecord, unlimited } from '@vserver/core/testing'
import { GIB } from '@vserver/core/units'

/** What was sold, and to whom: the first of each signs in, and has more than the others. */
export const RESELLERS = 50
export const CUSTOMERS = 500
export const FIRST_RESELLER = { guests: 200, customers: 100 }
export const FIRST_CUSTOMER = { guests: 20 }

/** A guest of plan M, as the panel sold it and as its host has it: the panel would heal a difference. */
export const LIMIT = { memoryBytes: GIB, cpuMillicores: 1000, processes: 512 }
/** For benchmarks. Source: RFC 2544. */
export const PREFIX = '198.18.0.0/16'

export const hostNameOf = (index: number): string => `web${index}-bench0`

/** Counted from 1: the first of a network is nobody's. */
export function addressOf(index: number): string {
  const number = index + 1
  return `198.18.${number >> 8}.${number & 255}`
}

/** Most of them run. */
export const isUp = (index: number): boolean => index % 10 !== 9

export function recordOf(index: number): GuestRecord {
  return guestRecord(hostNameOf(index), {
    hostname: `web${index}.example.test`,
    desired: isUp(index) ? 'running' : 'stopped',
    limit: unlimited(LIMIT),
    network: { ...NO_NETWORK, mode: 'private', addresses: [IpPrefix.parse(`${addressOf(index)}/32`)] },
  })
}
