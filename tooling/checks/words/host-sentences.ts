import { parseAst } from 'rolldown/parseAst'

type Node = { type: string } & Record<string, unknown>

/** "Guest {} is running.", "Making the files"; not "en-GB", not SQL, not a path. */
const SENTENCE = /^(\p{Lu}\p{Ll}*['’]?\p{Ll}* .*[\p{Ll}\d}).]|\{\}[:,]? .*\p{Ll}{2}.*\.)$/u
/** Steps may be one word. */
const STEP = /^\p{Lu}\p{Ll}+$/u

/** The sentences of a file of the core or the agent, with {} for each value. */
export function readToldByHost(source: string): string[] {
  const told: string[] = []
  visit(parseAst(source, { lang: 'ts' }) as unknown as Node, told)
  return told
}

function visit(node: Node, told: string[]): void {
  if (/^(Import|ExportAll|TS(Literal|Type))/.test(node.type)) return
  const text = textOf(node)
  if (text !== null && SENTENCE.test(text)) told.push(text)
  told.push(...stepsOf(node), ...wordsOf(node))
  for (const value of Object.values(node))
    for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) visit(child, told)
}

/** step: 'Done', progress(10, 'Deleting') */
function stepsOf(node: Node): string[] {
  const values =
    node.type === 'Property' && (node.key as Node).name === 'step'
      ? [node.value as Node]
      : node.type === 'CallExpression' && calleeOf(node) === 'progress'
        ? (node.arguments as Node[])
        : []
  return values.flatMap(literalsIn).filter((text) => STEP.test(text))
}

/** const WORDS = { swap: 'swap' }: parts of sentences. */
function wordsOf(node: Node): string[] {
  if (node.type !== 'VariableDeclarator' || (node.id as Node).name !== 'WORDS') return []
  return ((node.init as Node).properties as Node[]).flatMap(({ value }) => literalsIn(value as Node))
}

/** 'Done', a ? 'Cancelled' : 'Failed', b ?? 'Waiting' */
function literalsIn(node: Node): string[] {
  if (node.type === 'ConditionalExpression')
    return [node.consequent, node.alternate].flatMap((one) => literalsIn(one as Node))
  if (node.type === 'LogicalExpression') return literalsIn(node.right as Node)
  const text = textOf(node)
  return text === null ? [] : [text]
}

function calleeOf(node: Node): unknown {
  const callee = node.callee as Node
  return callee.type === 'MemberExpression' ? (callee.property as Node).name : callee.name
}

function textOf(node: Node): string | null {
  if (node.type === 'Literal') return typeof node.value === 'string' ? slots(node.value) : null
  if (node.type !== 'TemplateLiteral') return null
  const quasis = node.quasis as { value: { cooked: string } }[]
  return slots(quasis.map(({ value }) => value.cooked).join('{}'))
}

/** Tables of errors write the guest's name so. */
function slots(text: string): string {
  return text.replaceAll('SUBJECT', '{}')
}

const REFUSAL =
  /(?:refuse\((?:[^"(]|\([^)]*\))*?|\{-E[A-Z]+, |snprintf\(message, size, )((?:"[^"]+"\s*(?:VS_\w+\s*)?)+)/g
const LINE = /log_line\(\s*\w+(?:->\w+)?,\s*((?:"[^"]+"\s*)+)/g

/** What a job says of why it cannot go on, and how far it is, where it speaks of more than one file. */
export function readToldByC(source: string): string[] {
  return [...source.matchAll(REFUSAL), ...source.matchAll(LINE)]
    .map(([, strings = '']) => strings.replaceAll(/"\s*VS_\w+\s*"/g, '{}').replaceAll(/"\s*"/g, ''))
    .map((text) =>
      text
        .trim()
        .slice(1, -1)
        .replaceAll(/%(?:ll)?[a-z]/g, '{}'),
    )
    .filter((text) => /^(\p{L}+ |\{\} \p{Ll})/u.test(text))
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
}
