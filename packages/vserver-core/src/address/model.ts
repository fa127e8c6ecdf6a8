import ipaddr from 'ipaddr.js'
import { z } from 'zod'

/** One spelling for each address: dotted IPv4, IPv6 as RFC 5952 writes it, compressed and in lower case. */
function canonical(text: string): string | null {
  const isPlain = ipaddr.IPv4.isValidFourPartDecimal(text) || (text.includes(':') && !text.includes('%'))
  if (!isPlain || !ipaddr.isValid(text)) return null
  return ipaddr.parse(text).toString()
}

/** An IPv4 or IPv6 address; of several spellings the canonical one is kept. */
export const IpAddress = z
  .string()
  .max(45)
  .transform((text, context) => {
    const address = canonical(text)
    if (address !== null) return address
    context.addIssue({ code: 'custom', message: 'This is not an IPv4 or IPv6 address.' })
    return z.NEVER
  })
  .brand<'IpAddress'>()
export type IpAddress = z.infer<typeof IpAddress>

/** An address and the length of its prefix, like 192.0.2.0/24; without one it is a single address. */
export const IpPrefix = z
  .string()
  .max(49)
  .transform((text, context) => {
    const [start = '', length, ...rest] = text.split('/')
    const address = canonical(start)
    const bits = length === undefined ? bitsOf(start) : Number(length)
    const isLength = length === undefined || /^\d{1,3}$/.test(length)
    if (address !== null && isLength && rest.length === 0 && bits <= bitsOf(start))
      return `${address}/${bits}`
    context.addIssue({ code: 'custom', message: 'This is not an address with the length of its prefix.' })
    return z.NEVER
  })
  .brand<'IpPrefix'>()
export type IpPrefix = z.infer<typeof IpPrefix>

export function familyOf(address: string): 4 | 6 {
  return address.includes(':') ? 6 : 4
}

function bitsOf(address: string): number {
  return familyOf(address) === 4 ? 32 : 128
}

export function splitPrefix(prefix: string): { address: IpAddress; bits: number } {
  const [address = '', bits] = prefix.split('/')
  return { address: address as IpAddress, bits: bits === undefined ? bitsOf(address) : Number(bits) }
}

/** Kinds of addresses that are of no single machine, or not known beyond its link; as in parse-network.c. */
const NO_GUEST = [
  ...['0.0.0.0/8', '127.0.0.0/8', '169.254.0.0/16', '224.0.0.0/3'],
  ...['::/96', '::ffff:0:0/96', 'fe80::/10', 'ff00::/8'],
].map((range) => ipaddr.parseCIDR(range))

/** Whether a guest can have it. Source: IANA special-purpose address registries, RFC 6890. */
export function isGuestAddress(address: string): boolean {
  const parsed = ipaddr.parse(address)
  return !NO_GUEST.some(([start, bits]) => start.kind() === parsed.kind() && parsed.match(start, bits))
}

/** Whether it is one of the public Internet: of no private, local, shared, mapped or reserved network. Source: RFC 6890. */
export function isPublicAddress(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.parse(address).range() === 'unicast'
}

/** Whether the address lies in the prefix. */
export function isWithin(address: string, prefix: string): boolean {
  const parsed = ipaddr.parse(address)
  const [start, bits] = ipaddr.parseCIDR(prefix)
  return start.kind() === parsed.kind() && parsed.match(start, bits)
}

export function bytesOf(address: string): number[] {
  return ipaddr.parse(address).toByteArray()
}

export function addressOfBytes(bytes: readonly number[]): IpAddress {
  return ipaddr.fromByteArray([...bytes]).toString() as IpAddress
}
