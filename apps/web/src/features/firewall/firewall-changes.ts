import type { Firewall, FirewallRule } from '@vserver/core/firewall/model'
import { msg, t, type Words } from '@/language/t.ts'
import { defaultWords, forwardWords, ruleWords } from './firewall-words.ts'

export type FirewallChange = { kind: 'added' | 'removed' | 'moved' | 'changed'; words: string }

/** What saving would change, in words; empty = nothing. */
export function firewallChanges(before: Firewall, after: Firewall): FirewallChange[] {
  const defaults = (['in', 'out'] as const)
    .filter((direction) => before[direction] !== after[direction])
    .map((direction) => ({ kind: 'changed' as const, words: defaultWords(direction, after[direction]) }))
  const rules = listChanges(before.rules.map(ruleWords), after.rules.map(ruleWords))
  const forwards = listChanges(before.forwards.map(forwardWords), after.forwards.map(forwardWords))
  return [...defaults, ...rules, ...movedRules(before.rules, after.rules), ...forwards]
}

/** Rows are compared by what they say: one that was edited is the old one gone and a new one come. */
function listChanges(before: readonly string[], after: readonly string[]): FirewallChange[] {
  return [
    ...without(before, after).map((words) => ({ kind: 'removed' as const, words })),
    ...without(after, before).map((words) => ({ kind: 'added' as const, words })),
  ]
}

/** Those of `list` that `others` has not, each as often as it is there more often. */
function without(list: readonly string[], others: readonly string[]): string[] {
  const left = [...others]
  return list.filter((words) => {
    const at = left.indexOf(words)
    if (at >= 0) left.splice(at, 1)
    return at < 0
  })
}

/** Rules that stay but in another order: the first that decides wins, so the order is a change of its own. */
function movedRules(before: readonly FirewallRule[], after: readonly FirewallRule[]): FirewallChange[] {
  const [old, now] = [before.map(ruleWords), after.map(ruleWords)]
  const stayedOld = old.filter((words) => now.includes(words))
  const stayedNow = now.filter((words) => old.includes(words))
  const isSame =
    stayedOld.length === stayedNow.length && stayedOld.every((words, at) => words === stayedNow[at])
  return isSame ? [] : [{ kind: 'moved', words: t('The rules are tried in another order.') }]
}

export type Caution = 'shutsEverything' | 'shutsSsh' | null

/** What its owner may not have meant: nobody comes in any more, or not by SSH. */
export function cautionOf(before: Firewall, after: Firewall): Caution {
  if (after.in === 'accept') return null
  const opens = (rule: FirewallRule) => rule.direction === 'in' && rule.verdict === 'accept'
  if (!after.rules.some(opens))
    return before.in === 'accept' || before.rules.some(opens) ? 'shutsEverything' : null
  return passesSsh(before) && !passesSsh(after) ? 'shutsSsh' : null
}

function passesSsh({ in: incoming, rules }: Firewall): boolean {
  const decides = rules.find(
    ({ direction, protocol, ports }) =>
      direction === 'in' &&
      (protocol === 'any' || protocol === 'tcp') &&
      (ports === null || (ports.first <= SSH_PORT && SSH_PORT <= ports.last)),
  )
  return (decides?.verdict ?? incoming) === 'accept'
}

const SSH_PORT = 22

export const CAUTION_WORDS = {
  shutsEverything: msg(
    'After this nothing reaches the guest from outside. Its console in this panel still works.',
  ),
  shutsSsh: msg('After this nobody signs in by SSH on port 22. Its console in this panel still works.'),
} as const satisfies Record<Exclude<Caution, null>, Words>
