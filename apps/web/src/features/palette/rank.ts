/** What is searched for in an entry: what it is called, and what else finds it. */
export type Searched = { label: string; also?: string }

/** Without accents and capitals, so that "ubersicht" finds "Übersicht". */
export function plainText(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
}

export function wordsOf(text: string): string[] {
  return plainText(text).split(/\s+/).filter(Boolean)
}

/** Those in which every word of the query is, the best first; of equals the order stays. */
export function rank<Entry extends Searched>(query: string, entries: readonly Entry[]): Entry[] {
  const words = wordsOf(query)
  return entries
    .map((entry) => ({ entry, score: scoreOf(words, entry) }))
    .filter(({ score }) => score > 0 || words.length === 0)
    .sort((a, b) => b.score - a.score)
    .map(({ entry }) => entry)
}

const WHOLE = 10

function scoreOf(words: readonly string[], { label, also = '' }: Searched): number {
  const name = plainText(label)
  let sum = name === words.join(' ') ? WHOLE : 0
  for (const word of words) {
    const score = scoreOfWord(word, name, plainText(also))
    if (score === 0) return 0
    sum += score
  }
  return sum
}

function scoreOfWord(word: string, name: string, also: string): number {
  if (name.startsWith(word)) return 4
  if (startsOf(name).some((start) => start.startsWith(word))) return 3
  if (name.includes(word)) return 2
  return also.includes(word) ? 1 : 0
}

/** Of the words in a name: "web-1.shop" has three. */
function startsOf(name: string): string[] {
  return name.split(/[^\p{L}\p{N}]+/u)
}
