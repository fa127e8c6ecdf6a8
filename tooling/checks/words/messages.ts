import { parseAst } from 'rolldown/parseAst'

/** Something in the words of a source file: at `offset`, counted in characters. */
export type Said = { offset: number; text: string }
/** `given`: the values that go with it; null where they cannot be seen here. */
export type Message = Said & { given: readonly string[] | null }
export type Words = {
  /** What t(), rich() and msg() are given: the keys of the catalogues. */
  messages: Message[]
  /** Said when the file is loaded, before anybody's language is known. */
  tooEarly: Said[]
  /** English that a reader would see in every language. */
  bare: Said[]
}

type Node = { type: string; start: number } & Record<string, unknown>
type Place = { depth: number; quiet: boolean }

/** 2001:db8::53, https:// */
const ADDRESS = /\b[\da-f]+(::?[\da-f]+)+\b|\bhttps?:\/\/\S*/g

const SPEAKERS = new Set(['t', 'rich', 'msg'])
const FUNCTIONS = new Set(['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression'])
/** Attributes of elements that people read or hear. */
const READ =
  /^(aria-(label|description|roledescription|valuetext)|alt|caption|content|description|empty|heading|hint|label|legend|message|note|placeholder|reason|suffix|summary|text|title|unit|words)$/
/** Where English is no sentence for a reader. */
const UNREAD =
  /^(className|[a-z]+Class|[a-z]+Key|href|id|key|name|d|src|viewBox|pattern|transform|points|method|type|role|rel|autoComplete)$/

/** The words of one TypeScript file; `everything` also finds those that are not translated yet. */
export function readWords(source: string, file: string): Words {
  const words: Words = { messages: [], tooEarly: [], bare: [] }
  const lang = file.endsWith('x') ? 'tsx' : 'ts'
  visit(parseAst(source, { lang }) as unknown as Node, { depth: 0, quiet: false }, words)
  return words
}

function visit(node: Node, place: Place, words: Words): void {
  if (node.type.startsWith('TS') && !/AsExpression|Satisfies|NonNull/.test(node.type)) return
  if (/^(Import|ExportAll)/.test(node.type)) return
  if (node.type === 'CallExpression' && hear(node, place, words)) return
  if (node.type === 'JSXAttribute') {
    visitAttribute(node, place, words)
    return
  }
  if (node.type === 'Property' || node.type === 'BinaryExpression' || node.type === 'SwitchCase') {
    visitQuietly(node, place, words)
    return
  }
  if (!place.quiet) look(node, words)
  const quiet = place.quiet || isThrown(node)
  visitAll(node, { depth: place.depth + (FUNCTIONS.has(node.type) ? 1 : 0), quiet }, words)
}

function visitAll(node: Node, place: Place, words: Words, except: readonly string[] = []): void {
  for (const [key, value] of Object.entries(node)) {
    if (except.includes(key)) continue
    for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) visit(child, place, words)
  }
}

/** t('…'), rich('…', {…}), msg('…'): true when it was one, and its words are kept. */
function hear(node: Node, place: Place, words: Words): boolean {
  const callee = node.callee as Node
  const name = callee.type === 'Identifier' ? (callee.name as string) : ''
  if (!SPEAKERS.has(name)) return false
  const [first, ...rest] = node.arguments as Node[]
  if (!first) return false
  const text = literal(first)
  const given = name === 'msg' ? null : rest[0] ? keysOf(rest[0]) : []
  if (text !== null) words.messages.push({ offset: first.start, text, given })
  else if (first.type === 'TemplateLiteral') words.bare.push({ offset: first.start, text: 'a template' })
  else visit(first, { ...place, quiet: true }, words)
  if (place.depth === 0 && name !== 'msg') words.tooEarly.push({ offset: node.start, text: text ?? name })
  for (const argument of rest) visit(argument, place, words)
  return true
}

/** The keys of an object that is written out, with what is spread into it; null of any other. */
function keysOf(node: Node): string[] | null {
  if (node.type !== 'ObjectExpression') return null
  const all = (node.properties as Node[]).map((property) => {
    if (property.type === 'SpreadElement') return keysOf(property.argument as Node)
    const key = property.key as Node
    return [String(key.name ?? key.value)]
  })
  return all.every((keys) => keys !== null) ? all.flat() : null
}

function visitAttribute(node: Node, place: Place, words: Words): void {
  const name = String((node.name as Node).name)
  const value = node.value as Node | null
  if (!value) return
  const text = literal(value)
  if (UNREAD.test(name)) visit(value, { ...place, quiet: true }, words)
  else if (text === null) visit(value, place, words)
  else if (READ.test(name) && hasWords(text)) words.bare.push({ offset: value.start, text })
  else if (isSentence(text)) words.bare.push({ offset: value.start, text })
}

/** Keys, what is compared and what a case is are no sentences. */
function visitQuietly(node: Node, place: Place, words: Words): void {
  if (node.type === 'Property') {
    const key = node.key as Node
    const name = String(key.name ?? key.value ?? '')
    visitAll(node, { ...place, quiet: place.quiet || UNREAD.test(name) }, words, ['key'])
  } else if (node.type === 'SwitchCase') visitAll(node, place, words, ['test'])
  else visitAll(node, { ...place, quiet: place.quiet || node.operator !== '+' }, words)
}

function look(node: Node, words: Words): void {
  const text =
    node.type === 'JSXText'
      ? String(node.value).trim()
      : node.type === 'TemplateElement'
        ? String((node.value as { cooked: string }).cooked)
        : literal(node)
  if (text === null) return
  const isRead =
    node.type === 'JSXText'
      ? hasWords(text)
      : node.type === 'TemplateElement'
        ? isPartOfSentence(text)
        : isSentence(text)
  if (isRead) words.bare.push({ offset: node.start, text })
}

/** Thrown at who wrote the code, never shown. */
function isThrown(node: Node): boolean {
  return node.type === 'NewExpression' && /Error$/.test(String((node.callee as Node).name))
}

function literal(node: Node): string | null {
  return node.type === 'Literal' && typeof node.value === 'string' ? node.value : null
}

/** The same in every language: names, units, paths, what is typed. */
const SAME =
  /\b(VServer|[A-Z]{2,}s?\d*|[A-Z]?[A-Za-z]?i?Bs?|IPv[46]|[kMG]bit|min|ms|nftables|Linux|Mac OS|Debian|curl|monospace|btrfs|xfs|ext4|(https?|rsync):\/\/\S*)\b|&[a-z]+;|(?<!\S)\/\S+/g

function hasWords(text: string): boolean {
  return /\p{L}{2,}/u.test(text.replaceAll(ADDRESS, '').replaceAll(SAME, ''))
}

function isSentence(text: string): boolean {
  return /^\p{Lu}\p{Ll}*[’']?\p{Ll}* \S/u.test(text) && hasWords(text)
}

function isPartOfSentence(text: string): boolean {
  return (
    /(^|\s)\p{L}\p{Ll}{2,}[\s,.:]|\s\p{Ll}{3,}$/u.test(text) && !/[-:/[\]=]\S/.test(text) && hasWords(text)
  )
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
}
