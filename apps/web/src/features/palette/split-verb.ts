import type { GuestVerb } from '../guest/guest-verbs.ts'
import { plainText, wordsOf } from './rank.ts'

export type NamedVerb = { verb: GuestVerb; names: readonly string[] }
export type Split = { verbs: GuestVerb[]; rest: string }

/** Fewer letters are rather the beginning of a name. */
const VERB_MIN = 3

/** "stop web" and "web stop" ask for stopping web; the verb may be cut short, and the guest comes alone too. */
export function splitVerb(query: string, named: readonly NamedVerb[]): Split {
  const words = query.trim().split(/\s+/)
  const [first = '', last = ''] = [words[0], words.at(-1)]
  if (words.length > 1) {
    const before = verbsCalled(first, named)
    if (before.length > 0) return { verbs: before, rest: words.slice(1).join(' ') }
    const after = verbsCalled(last, named)
    if (after.length > 0) return { verbs: after, rest: words.slice(0, -1).join(' ') }
  }
  return { verbs: [], rest: query.trim() }
}

function verbsCalled(word: string, named: readonly NamedVerb[]): GuestVerb[] {
  const begun = plainText(word)
  if (begun.length < VERB_MIN) return []
  return named
    .filter(({ names }) => names.some((name) => wordsOf(name)[0]?.startsWith(begun)))
    .map(({ verb }) => verb)
}
