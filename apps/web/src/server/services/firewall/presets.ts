import { Firewall, type FirewallRule } from '@vserver/core/firewall/model'
import type { FirewallPreset } from './model.ts'

type Service = { protocol: 'tcp' | 'udp'; port: number }

function open({ protocol, port }: Service): FirewallRule {
  const ports = { first: port, last: port }
  return { direction: 'in', verdict: 'accept', protocol, ports, remote: null, log: false }
}

/** Without these a path's MTU is never found, and IPv6 not at all. Source: RFC 4890. */
const ICMP: FirewallRule[] = (['icmp', 'icmpv6'] as const).map((protocol) => ({
  direction: 'in',
  verdict: 'accept',
  protocol,
  ports: null,
  remote: null,
  log: false,
}))

const SSH: Service = { protocol: 'tcp', port: 22 }
const WEB: Service[] = [
  { protocol: 'tcp', port: 80 },
  { protocol: 'tcp', port: 443 },
  { protocol: 'udp', port: 443 },
]
/** SMTP, submission with and without STARTTLS, IMAP and POP3 over TLS. Source: RFC 5321, RFC 8314. */
const MAIL: Service[] = [25, 465, 587, 993, 995].map((port) => ({ protocol: 'tcp', port }))

/** All but these services is dropped on its way in. */
function only(...services: Service[]): Firewall {
  return Firewall.parse({ in: 'drop', rules: [...ICMP, ...services.map(open)] })
}

export const FIREWALL_PRESETS: readonly FirewallPreset[] = [
  { id: 'allowAll', firewall: Firewall.parse({}) },
  { id: 'web', firewall: only(SSH, ...WEB) },
  { id: 'mail', firewall: only(SSH, ...MAIL) },
  { id: 'ssh', firewall: only(SSH) },
  { id: 'denyIn', firewall: Firewall.parse({ in: 'drop' }) },
]
