import { z } from 'zod'
import { IpAddress, IpPrefix } from '../address/model.ts'
import { FORWARDS_MAX, RULES_MAX } from '../network/model.ts'

export const Verdict = z.enum(['accept', 'drop', 'reject'])
export type Verdict = z.infer<typeof Verdict>

const Port = z.number().int().min(1).max(65_535)

/** Whether a packet passes. Rules are tried in order. */
export const FirewallRule = z
  .strictObject({
    /** `in`: to the guest. */
    direction: z.enum(['in', 'out']),
    verdict: Verdict,
    protocol: z.enum(['any', 'tcp', 'udp', 'icmp', 'icmpv6']),
    /** Of the destination; null = every port. */
    ports: z
      .strictObject({ first: Port, last: Port })
      .refine(({ first, last }) => first <= last, 'The first port is at most the last one.')
      .nullable(),
    /** The other side; null = anybody. */
    remote: IpPrefix.nullable(),
    log: z.boolean(),
  })
  .superRefine(({ protocol, ports, remote }, context) => {
    const hasPorts = protocol === 'tcp' || protocol === 'udp'
    if (ports !== null && !hasPorts) {
      context.addIssue({ code: 'custom', path: ['ports'], message: 'Only TCP and UDP have ports.' })
    }
    const family = protocol === 'icmp' ? 4 : protocol === 'icmpv6' ? 6 : null
    if (family !== null && remote !== null && remote.includes(':') !== (family === 6)) {
      const message = 'ICMP belongs to IPv4 addresses, and ICMPv6 to IPv6 addresses.'
      context.addIssue({ code: 'custom', path: ['remote'], message })
    }
  })
export type FirewallRule = z.infer<typeof FirewallRule>

/** A port of the host that leads to the guest. */
export const Forward = z.strictObject({
  protocol: z.enum(['tcp', 'udp']),
  /** Null = every address of the host. */
  host: IpAddress.nullable(),
  hostPort: Port,
  /** One of the guest's own. */
  guest: IpAddress,
  guestPort: Port,
})
export type Forward = z.infer<typeof Forward>

/** What the host lets through to and from a guest; answers to what was let through always pass. */
export const Firewall = z.strictObject({
  /** What no rule decides. */
  in: Verdict.default('accept'),
  out: Verdict.default('accept'),
  rules: z.array(FirewallRule).max(RULES_MAX, `A firewall has at most ${RULES_MAX} rules.`).default([]),
  forwards: z.array(Forward).max(FORWARDS_MAX, `A guest has at most ${FORWARDS_MAX} ports.`).default([]),
})
export type Firewall = z.infer<typeof Firewall>

export const OPEN_FIREWALL: Firewall = { in: 'accept', out: 'accept', rules: [], forwards: [] }

/** A guest without one costs nothing. */
export function isOpen({ in: incoming, out, rules, forwards }: Firewall): boolean {
  return incoming === 'accept' && out === 'accept' && rules.length === 0 && forwards.length === 0
}

const Hits = z.strictObject({ packets: z.number(), bytes: z.number() })

/** What each rule has met since the host was started. */
export const FirewallHits = z.strictObject({
  /** False: somebody has removed it from the host. */
  inForce: z.boolean(),
  rules: z.array(Hits),
  in: Hits,
  out: Hits,
})
export type FirewallHits = z.infer<typeof FirewallHits>
