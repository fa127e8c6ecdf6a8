import { Firewall, OPEN_FIREWALL } from '@vserver/core/firewall/model'
import { expect, test } from 'vitest'
import { cautionOf, firewallChanges } from './firewall-changes.ts'
import {
  changeRule,
  hitsOf,
  judge,
  mistakesOf,
  moveRule,
  newForward,
  newRule,
  noMore,
  takePreset,
  toDraft,
  withTakenPort,
} from './firewall-draft.ts'
import { firewallSummary, forwardWords, ruleWords } from './firewall-words.ts'

const open = (first: number, last = first) => ({
  direction: 'in' as const,
  verdict: 'accept' as const,
  protocol: 'tcp' as const,
  ports: { first, last },
  remote: null,
  log: false,
})
const SSH_AND_WEB = Firewall.parse({ in: 'drop', rules: [open(22), open(443)] })
const WITH_PORT = Firewall.parse({
  forwards: [{ protocol: 'tcp', host: null, hostPort: 8080, guest: '10.1.0.1', guestPort: 80 }],
})

test('a rule and a port are told in one sentence each', () => {
  expect(SSH_AND_WEB.rules.map(ruleWords)).toEqual([
    'Allow TCP 22 (SSH) in from anybody',
    'Allow TCP 443 (HTTPS) in from anybody',
  ])
  const [rule] = Firewall.parse({
    rules: [{ ...open(8000, 8010), direction: 'out', verdict: 'reject', remote: '192.0.2.0/24', log: true }],
  }).rules
  expect(rule && ruleWords(rule)).toBe('Refuse TCP 8000-8010 out to 192.0.2.0/24, and log it')
  expect(WITH_PORT.forwards.map(forwardWords)).toEqual([
    'TCP 8080 of every address of the host leads to 10.1.0.1:80',
  ])
  expect(firewallSummary(OPEN_FIREWALL)).toBe('Open: everything passes.')
  expect(firewallSummary(SSH_AND_WEB)).toBe(
    '2 rules. What else comes in is dropped. What else goes out is allowed.',
  )
})

test('what a form shows of a firewall means that firewall again', () => {
  for (const firewall of [OPEN_FIREWALL, SSH_AND_WEB, WITH_PORT])
    expect(judge(toDraft(firewall)).firewall).toEqual(firewall)
})

test('a fault is told at its box, and nothing can be saved until it is gone', () => {
  const wrong = { ...newRule(), ports: '80-22', remote: '192.0.2.300' }
  const draft = { ...toDraft(OPEN_FIREWALL), rules: [wrong] }
  const { firewall, faults } = judge(draft)
  expect(firewall).toBeNull()
  expect(faults.get(wrong.key)).toMatchObject({
    ports: expect.stringMatching('8000-8010'),
    remote: expect.any(String),
  })
  const right = changeRule(changeRule(draft, wrong.key, { ports: '22-80' }), wrong.key, { remote: '' })
  expect(judge(right).firewall?.rules).toMatchObject([{ ports: { first: 22, last: 80 }, remote: null }])
})

test.each(['0', '65536', 'ssh', '1-2-3', '-5', '1e3'])('port %s is refused', (ports) => {
  const rule = { ...newRule(), ports }
  expect(judge({ ...toDraft(OPEN_FIREWALL), rules: [rule] }).faults.get(rule.key)?.ports).toBeDefined()
})

test('a protocol without ports forgets them', () => {
  const rule = { ...newRule(), ports: '22' }
  const draft = changeRule({ ...toDraft(OPEN_FIREWALL), rules: [rule] }, rule.key, { protocol: 'icmp' })
  expect(judge(draft).firewall?.rules).toMatchObject([{ protocol: 'icmp', ports: null }])
})

test('one port of the host leads to one place', () => {
  const forward = (hostPort: string, host = '') => ({
    ...newForward('10.1.0.1'),
    hostPort,
    host,
    guestPort: '80',
  })
  const rows = [forward('8080'), forward('8080', '203.0.113.1'), forward('8081')]
  const { faults, firewall } = judge({ ...toDraft(OPEN_FIREWALL), forwards: rows })
  expect([...faults.keys()]).toEqual([rows[1]?.key])
  expect(firewall).toBeNull()
})

test('a port that was not written yet keeps one from saving and is not marked', () => {
  const row = { ...newForward('10.1.0.1'), hostPort: '70000' }
  const { faults, firewall } = judge({ ...toDraft(OPEN_FIREWALL), forwards: [row] })
  expect(firewall).toBeNull()
  expect(Object.keys(faults.get(row.key) ?? {}).sort()).toEqual(['guestPort', 'hostPort'])
  expect(Object.keys(mistakesOf(row, faults.get(row.key) ?? {}))).toEqual(['hostPort'])
})

test('a port that another guest has is refused at its row', () => {
  const { forwards } = toDraft(WITH_PORT)
  const refusal = { code: 'ALREADY_EXISTS', subject: 'tcp 8080', hint: 'Choose another port of the host.' }
  const faults = withTakenPort(new Map(), forwards, refusal)
  expect(faults.get(forwards[0]?.key ?? '')?.row).toMatch('Port 8080 of the host leads to another guest')
  const none = new Map()
  expect(withTakenPort(none, forwards, { ...refusal, subject: 'udp 8080' })).toBe(none)
  expect(withTakenPort(none, forwards, null)).toBe(none)
})

test('a rule moves by one place and stays at the edges', () => {
  const draft = toDraft(SSH_AND_WEB)
  const ports = (rules: typeof draft.rules) => rules.map((rule) => rule.ports)
  expect(ports(moveRule(draft, 1, -1).rules)).toEqual(['443', '22'])
  expect(ports(moveRule(draft, 0, -1).rules)).toEqual(['22', '443'])
  expect(ports(moveRule(draft, 1, 1).rules)).toEqual(['22', '443'])
})

test('a rule keeps its hits while it moves and loses them when it changes', () => {
  const none = { packets: 0, bytes: 0 }
  const hits = { inForce: true, rules: [{ packets: 7, bytes: 0 }, none], in: none, out: none }
  const [, ssh] = moveRule(toDraft(SSH_AND_WEB), 0, 1).rules
  expect(ssh && hitsOf(ssh, hits)).toBe(7)
  const draft = toDraft(SSH_AND_WEB)
  const [edited] = changeRule(draft, draft.rules[0]?.key ?? '', { ports: '2222' }).rules
  expect(edited && hitsOf(edited, hits)).toBeNull()
})

test('a preset takes the place of the rules and leaves the ports', () => {
  const draft = takePreset(toDraft(WITH_PORT), SSH_AND_WEB)
  expect(judge(draft).firewall).toEqual({ ...SSH_AND_WEB, forwards: WITH_PORT.forwards })
})

test('what saving changes is told before it is saved', () => {
  expect(firewallChanges(SSH_AND_WEB, SSH_AND_WEB)).toEqual([])
  expect(firewallChanges(OPEN_FIREWALL, SSH_AND_WEB).map(({ kind, words }) => `${kind}: ${words}`)).toEqual([
    'changed: What else comes in is dropped.',
    'added: Allow TCP 22 (SSH) in from anybody',
    'added: Allow TCP 443 (HTTPS) in from anybody',
  ])
  const turned = { ...SSH_AND_WEB, rules: SSH_AND_WEB.rules.toReversed() }
  expect(firewallChanges(SSH_AND_WEB, turned)).toEqual([
    { kind: 'moved', words: 'The rules are tried in another order.' },
  ])
  expect(firewallChanges(WITH_PORT, OPEN_FIREWALL)).toMatchObject([{ kind: 'removed' }])
})

test('who shuts himself out is warned before', () => {
  const webOnly = { ...SSH_AND_WEB, rules: SSH_AND_WEB.rules.slice(1) }
  expect(cautionOf(OPEN_FIREWALL, SSH_AND_WEB)).toBeNull()
  expect(cautionOf(OPEN_FIREWALL, webOnly)).toBe('shutsSsh')
  expect(cautionOf(SSH_AND_WEB, webOnly)).toBe('shutsSsh')
  expect(cautionOf(SSH_AND_WEB, { ...SSH_AND_WEB, rules: [] })).toBe('shutsEverything')
  expect(cautionOf(webOnly, webOnly)).toBeNull()
})

test('the number of rules and ports is bounded, and the bound is said', () => {
  expect(noMore('rules', 63)).toBeNull()
  expect(noMore('rules', 64)).toMatch('64 rules')
  expect(noMore('forwards', 32)).toMatch('32 ports')
  const rules = Array.from({ length: 65 }, () => ({ ...newRule(), ports: '80' }))
  expect(judge({ ...toDraft(OPEN_FIREWALL), rules })).toMatchObject({
    firewall: null,
    fault: expect.stringMatching('64 rules'),
  })
})
