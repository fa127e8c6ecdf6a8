import { Firewall, type FirewallHits, FirewallRule, Forward } from '@vserver/core/firewall/model'
import { FORWARDS_MAX, RULES_MAX } from '@vserver/core/network/constants'
import type { z } from 'zod'
import { msg, t, translate, type Words } from '@/language/t.ts'

/** A rule as its boxes hold it: texts, which need not be valid yet. */
export type RuleDraft = {
  /** Stays with the row while it moves. */
  key: string
  direction: FirewallRule['direction']
  verdict: FirewallRule['verdict']
  protocol: FirewallRule['protocol']
  /** "22" or "8000-8010"; empty = every port. */
  ports: string
  /** Empty = anybody. */
  remote: string
  log: boolean
  /** Its place in the firewall that is in force; null = new or changed. */
  saved: number | null
}

export type ForwardDraft = {
  key: string
  protocol: Forward['protocol']
  /** Empty = every address of the host. */
  host: string
  hostPort: string
  guest: string
  guestPort: string
}

export type FirewallDraft = {
  in: Firewall['in']
  out: Firewall['out']
  rules: RuleDraft[]
  forwards: ForwardDraft[]
}

/** Faults of a row, by its box; `row` belongs to no single one. */
export type RowFaults = Partial<
  Record<'ports' | 'remote' | 'host' | 'hostPort' | 'guest' | 'guestPort' | 'row', string>
>

let rows = 0
/** Rows have no name of their own, and their place changes. */
export function rowKey(): string {
  rows += 1
  return `row-${rows}`
}

export function toDraft({ in: incoming, out, rules, forwards }: Firewall): FirewallDraft {
  return {
    in: incoming,
    out,
    rules: rules.map((rule, saved) => ruleDraft(rule, saved)),
    forwards: forwards.map((forward) => ({
      key: rowKey(),
      protocol: forward.protocol,
      host: forward.host ?? '',
      hostPort: String(forward.hostPort),
      guest: forward.guest,
      guestPort: String(forward.guestPort),
    })),
  }
}

function ruleDraft({ ports, remote, ...rule }: FirewallRule, saved: number | null): RuleDraft {
  return { ...rule, key: rowKey(), ports: portsText(ports), remote: remote ?? '', saved }
}

function portsText(ports: FirewallRule['ports']): string {
  if (ports === null) return ''
  return ports.first === ports.last ? String(ports.first) : `${ports.first}-${ports.last}`
}

export function newRule(): RuleDraft {
  const rule = { direction: 'in', verdict: 'accept', protocol: 'tcp', log: false } as const
  return { ...rule, key: rowKey(), ports: '', remote: '', saved: null }
}

export function newForward(guest: string): ForwardDraft {
  return { key: rowKey(), protocol: 'tcp', host: '', hostPort: '', guest, guestPort: '' }
}

/** A preset replaces rules and defaults; ports that lead to the guest stay. */
export function takePreset(draft: FirewallDraft, { in: incoming, out, rules }: Firewall): FirewallDraft {
  return { ...draft, in: incoming, out, rules: rules.map((rule) => ruleDraft(rule, null)) }
}

/** Moves a rule one place up (-1) or down (1); at the edge nothing moves. */
export function moveRule(draft: FirewallDraft, index: number, step: -1 | 1): FirewallDraft {
  const target = index + step
  const moved = draft.rules[index]
  if (!moved || target < 0 || target >= draft.rules.length) return draft
  const others = draft.rules.toSpliced(index, 1)
  return { ...draft, rules: others.toSpliced(target, 0, moved) }
}

export function changeRule(draft: FirewallDraft, key: string, part: Partial<RuleDraft>): FirewallDraft {
  const change = (rule: RuleDraft) =>
    rule.key === key ? withoutPorts({ ...rule, ...part, saved: null }) : rule
  return { ...draft, rules: draft.rules.map(change) }
}

/** A protocol without ports has an empty box, not a hidden fault. */
function withoutPorts(rule: RuleDraft): RuleDraft {
  return hasPorts(rule) ? rule : { ...rule, ports: '' }
}

export function hasPorts({ protocol }: Pick<RuleDraft, 'protocol'>): boolean {
  return protocol === 'tcp' || protocol === 'udp'
}

export type Judged = {
  /** Null while a row has a fault. */
  firewall: Firewall | null
  /** By the key of the row. */
  faults: Map<string, RowFaults>
  /** Of no row, such as too many rules. */
  fault: string | null
}

/** What the draft means, or what is wrong with it, row by row; the host judges by the same rules. */
export function judge(draft: FirewallDraft): Judged {
  const faults = new Map<string, RowFaults>()
  const rules = draft.rules.flatMap((row) => parseRow(faults, row.key, FirewallRule.safeParse(ruleOf(row))))
  const forwards = draft.forwards.flatMap((row) =>
    parseRow(faults, row.key, Forward.safeParse(forwardOf(row))),
  )
  for (const key of twice(draft.forwards))
    faults.set(key, { ...faults.get(key), row: t('Another row has this port already.') })
  const whole = Firewall.safeParse({ in: draft.in, out: draft.out, rules, forwards })
  const fault = faults.size > 0 || whole.success ? null : translate(whole.error.issues[0]?.message ?? '')
  return { firewall: faults.size === 0 && whole.success ? whole.data : null, faults, fault }
}

function parseRow<T>(faults: Map<string, RowFaults>, key: string, parsed: z.ZodSafeParseResult<T>): T[] {
  if (parsed.success) return [parsed.data]
  const its: RowFaults = {}
  for (const { path, message } of parsed.error.issues) {
    const box = (path[0] ?? 'row') as keyof RowFaults
    const words = BOX_WORDS[box]
    its[box] ??= words ? t(words) : translate(message)
  }
  faults.set(key, its)
  return []
}

/** Where the model's own words speak of numbers, the boxes say what to write. */
const BOX_WORDS: Partial<Record<keyof RowFaults, Words>> = {
  ports: msg('Write a port from 1 to 65535, or two of them like 8000-8010.'),
  hostPort: msg('A port is a number from 1 to 65535.'),
  guestPort: msg('A port is a number from 1 to 65535.'),
}

function ruleOf({ direction, verdict, protocol, ports, remote, log }: RuleDraft): unknown {
  return {
    ...{ direction, verdict, protocol, log },
    ports: hasPorts({ protocol }) ? portsOf(ports) : null,
    remote: remote.trim() || null,
  }
}

/** "" is every port; what is no number is left to the model to refuse. */
function portsOf(text: string): unknown {
  const trimmed = text.trim()
  if (trimmed === '') return null
  const [first = '', last = first, ...rest] = trimmed.split('-').map((part) => part.trim())
  return rest.length > 0 ? text : { first: numberOf(first), last: numberOf(last) }
}

function numberOf(text: string): number {
  return /^\d+$/.test(text.trim()) ? Number(text) : Number.NaN
}

function forwardOf({ protocol, host, hostPort, guest, guestPort }: ForwardDraft): unknown {
  const ports = { hostPort: numberOf(hostPort), guestPort: numberOf(guestPort) }
  return { protocol, host: host.trim() || null, guest, ...ports }
}

/** Rows that take a port which an earlier row has; one without an address has it on all of them. */
function twice(rows: readonly ForwardDraft[]): string[] {
  const meets = (a: ForwardDraft, b: ForwardDraft) =>
    a.protocol === b.protocol &&
    a.hostPort.trim() !== '' &&
    numberOf(a.hostPort) === numberOf(b.hostPort) &&
    (a.host.trim() === '' || b.host.trim() === '' || a.host.trim() === b.host.trim())
  return rows.flatMap((row, index) => (rows.slice(0, index).some((one) => meets(one, row)) ? [row.key] : []))
}

/** A box that nobody has written in yet is no mistake, though nothing can be saved without it. */
export function mistakesOf(row: ForwardDraft, faults: RowFaults): RowFaults {
  const isWritten = (box: string) => (row as Record<string, string>)[box]?.trim() !== ''
  return Object.fromEntries(Object.entries(faults).filter(([box]) => isWritten(box)))
}

/** Packets that a row met, while it is the rule that is in force. */
export function hitsOf(row: RuleDraft, hits: FirewallHits | null): number | null {
  return row.saved === null ? null : (hits?.rules[row.saved]?.packets ?? null)
}

/** Why no more can be added; null = one more fits. */
export function noMore(what: 'rules' | 'forwards', count: number): string | null {
  const most = what === 'rules' ? RULES_MAX : FORWARDS_MAX
  if (count < most) return null
  return what === 'rules'
    ? t('A firewall has at most {most} rules.', { most })
    : t('A guest has at most {most} ports.', { most })
}

/** Puts a refusal of the host ("tcp 8080" is taken) to the row that it speaks of; the same map when it is of none. */
export function withTakenPort(
  faults: Judged['faults'],
  rows: readonly ForwardDraft[],
  refusal: { code: string | null; subject: string | null; hint: string | null } | null,
): Judged['faults'] {
  if (refusal?.code !== 'ALREADY_EXISTS') return faults
  const row = rows.find(({ protocol, hostPort }) => `${protocol} ${numberOf(hostPort)}` === refusal.subject)
  if (!row) return faults
  const taken = t('Port {port} of the host leads to another guest already.', { port: row.hostPort.trim() })
  const words = `${taken} ${translate(refusal.hint ?? '')}`
  return new Map(faults).set(row.key, { ...faults.get(row.key), row: words.trim() })
}
