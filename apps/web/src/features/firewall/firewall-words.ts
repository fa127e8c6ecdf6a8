import type { Firewall, FirewallRule, Forward, Verdict } from '@vserver/core/firewall/model'
import { msg, t, translate, type Words } from '@/language/t.ts'

export const VERDICT_WORDS = {
  accept: { label: msg('Allow'), hint: msg('lets it through') },
  drop: { label: msg('Drop'), hint: msg('without an answer') },
  reject: { label: msg('Refuse'), hint: msg('with an answer, so that the other side does not wait') },
} as const satisfies Record<Verdict, { label: Words; hint: Words }>

export const DIRECTION_WORDS = { in: msg('In'), out: msg('Out') } as const

export const PROTOCOL_WORDS = {
  any: msg('Any'),
  tcp: 'TCP',
  udp: 'UDP',
  icmp: 'ICMP (ping)',
  icmpv6: 'ICMPv6',
} as const satisfies Record<FirewallRule['protocol'], string>

/** Ports by the name that people know them by. Source: IANA service names. */
const SERVICES: Record<string, string> = {
  'tcp 22': 'SSH',
  'tcp 25': 'SMTP',
  'tcp 53': 'DNS',
  'udp 53': 'DNS',
  'tcp 80': 'HTTP',
  'tcp 443': 'HTTPS',
  'udp 443': 'HTTP/3',
  'tcp 465': msg('submission over TLS'),
  'tcp 587': msg('submission'),
  'tcp 993': msg('IMAP over TLS'),
  'tcp 995': msg('POP3 over TLS'),
}

/** "Allow TCP 443 (HTTPS) in from anybody" */
export function ruleWords({ verdict, direction, protocol, ports, remote, log }: FirewallRule): string {
  const name = protocol === 'any' ? t('everything') : PROTOCOL_WORDS[protocol]
  const what = [name, portWords(protocol, ports)].filter(Boolean).join(' ')
  return t(
    '{verdict, select, accept {Allow} drop {Drop} other {Refuse}} {what} {direction, select, in {in from} other {out to}} {who, select, anybody {anybody} other {{remote}}}{log, select, yes {, and log it} other {}}',
    {
      ...{ verdict, what, direction },
      ...{ who: remote === null ? 'anybody' : 'one', remote: remote ?? '', log: log ? 'yes' : 'no' },
    },
  )
}

function portWords(protocol: FirewallRule['protocol'], ports: FirewallRule['ports']): string | null {
  if (ports === null) return null
  if (ports.first !== ports.last) return `${ports.first}-${ports.last}`
  const service = SERVICES[`${protocol} ${ports.first}`]
  return service ? `${ports.first} (${translate(service)})` : String(ports.first)
}

/** "TCP 8080 of every address of the host leads to 10.1.0.1:80" */
export function forwardWords({ protocol, host, hostPort, guest, guestPort }: Forward): string {
  const target = guest.includes(':') ? `[${guest}]:${guestPort}` : `${guest}:${guestPort}`
  return t('{protocol} {port} of {host} leads to {target}', {
    protocol: PROTOCOL_WORDS[protocol],
    port: hostPort,
    host: host ?? t('every address of the host'),
    target,
  })
}

/** What passes when no rule decides, for one direction. */
export function defaultWords(direction: 'in' | 'out', verdict: Verdict): string {
  return t(
    '{direction, select, in {What else comes in} other {What else goes out}} {verdict, select, accept {is allowed} drop {is dropped} other {is refused}}.',
    { direction, verdict },
  )
}

/** One sentence for a card. */
export function firewallSummary({ in: incoming, out, rules }: Firewall): string {
  if (incoming === 'accept' && out === 'accept' && rules.length === 0) return 'Open: everything passes.'
  const count = t('{count, plural, one {# rule} other {# rules}}', { count: rules.length })
  return `${count}. ${defaultWords('in', incoming)} ${defaultWords('out', out)}`
}

/** "1,204 packets" */
export function hitWords(packets: number): string {
  return t('{count, plural, one {# packet} other {# packets}}', { count: packets })
}
