import type { Firewall, FirewallRule, Forward, Verdict } from '@vserver/core/firewall/model'
import { formatCount } from '@/ui/format-cpu.ts'

export const VERDICT_WORDS = {
  accept: { label: 'Allow', hint: 'lets it through' },
  drop: { label: 'Drop', hint: 'without an answer' },
  reject: { label: 'Refuse', hint: 'with an answer, so that the other side does not wait' },
} as const satisfies Record<Verdict, { label: string; hint: string }>

export const DIRECTION_WORDS = { in: 'In', out: 'Out' } as const

export const PROTOCOL_WORDS = {
  any: 'Any',
  tcp: 'TCP',
  udp: 'UDP',
  icmp: 'ICMP (ping)',
  icmpv6: 'ICMPv6',
} as const satisfies Record<FirewallRule['protocol'], string>

export const PRESET_WORDS: Record<string, { label: string; hint: string }> = {
  web: { label: 'Web server', hint: 'SSH, HTTP and HTTPS come in, nothing else.' },
  mail: { label: 'Mail server', hint: 'SSH, SMTP, submission, IMAP and POP3 come in, nothing else.' },
  ssh: { label: 'SSH only', hint: 'SSH comes in, nothing else.' },
  denyIn: { label: 'Deny all in', hint: 'Nothing comes in but answers to what the guest asked.' },
  allowAll: { label: 'Open', hint: 'Everything passes; costs nothing.' },
}

/** Ports by the name that people know them by. Source: IANA service names. */
const SERVICES: Record<string, string> = {
  'tcp 22': 'SSH',
  'tcp 25': 'SMTP',
  'tcp 53': 'DNS',
  'udp 53': 'DNS',
  'tcp 80': 'HTTP',
  'tcp 443': 'HTTPS',
  'udp 443': 'HTTP/3',
  'tcp 465': 'submission over TLS',
  'tcp 587': 'submission',
  'tcp 993': 'IMAP over TLS',
  'tcp 995': 'POP3 over TLS',
}

/** "Allow TCP 443 (HTTPS) in from anybody" */
export function ruleWords({ verdict, direction, protocol, ports, remote, log }: FirewallRule): string {
  const what = protocol === 'any' ? 'everything' : PROTOCOL_WORDS[protocol]
  const side = direction === 'in' ? 'from' : 'to'
  const who = remote ?? 'anybody'
  const logged = log ? ', and log it' : ''
  return `${VERDICT_WORDS[verdict].label} ${[what, portWords(protocol, ports)].filter(Boolean).join(' ')} ${direction} ${side} ${who}${logged}`
}

function portWords(protocol: FirewallRule['protocol'], ports: FirewallRule['ports']): string | null {
  if (ports === null) return null
  if (ports.first !== ports.last) return `${ports.first}-${ports.last}`
  const service = SERVICES[`${protocol} ${ports.first}`]
  return service ? `${ports.first} (${service})` : String(ports.first)
}

/** "TCP 8080 of every address of the host leads to 10.1.0.1:80" */
export function forwardWords({ protocol, host, hostPort, guest, guestPort }: Forward): string {
  const target = guest.includes(':') ? `[${guest}]:${guestPort}` : `${guest}:${guestPort}`
  return `${PROTOCOL_WORDS[protocol]} ${hostPort} of ${host ?? 'every address of the host'} leads to ${target}`
}

/** What passes when no rule decides, for one direction. */
export function defaultWords(direction: 'in' | 'out', verdict: Verdict): string {
  const subject = direction === 'in' ? 'What else comes in' : 'What else goes out'
  return `${subject} ${{ accept: 'is allowed', drop: 'is dropped', reject: 'is refused' }[verdict]}.`
}

/** One sentence for a card. */
export function firewallSummary({ in: incoming, out, rules }: Firewall): string {
  if (incoming === 'accept' && out === 'accept' && rules.length === 0) return 'Open: everything passes.'
  const count = rules.length === 1 ? '1 rule' : `${formatCount(rules.length)} rules`
  return `${count}. ${defaultWords('in', incoming)} ${defaultWords('out', out)}`
}

/** "1,204 packets" */
export function hitWords(packets: number): string {
  return packets === 1 ? '1 packet' : `${formatCount(packets)} packets`
}
