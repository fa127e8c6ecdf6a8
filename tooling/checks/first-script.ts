import { IMPORT, targetOf } from './arrows.ts'
import { type Finding, readSource, sourceFiles } from './source-files.ts'

/** Each weighs as much as all that is the panel's own on a page: they come by import(), when they are needed. */
const HEAVY = /^(?:zod|ipaddr\.js|recharts|intl-messageformat|@xterm\/[^/]+)(?:\/(?!css\/).*)?$/
const SHOWN = /^apps\/web\/src\/app\/(?!api\/).*(?:page|layout|error|loading|not-found)\.tsx$/
const FOR_BROWSER = /^\s*(?:\/\*[\s\S]*?\*\/\s*|\/\/.*\n\s*)*['"]use client['"]/

/** No page brings, with its first scripts, what it can do without until somebody types, looks or opens something. */
export function checkFirstScript(): Finding[] {
  const read = reader()
  const ways = new Map<string, string[]>()
  for (const page of sourceFiles(SHOWN))
    for (const entry of entriesOf(page, read, new Set())) follow(entry, [], { read, ways })
  const heavy = (file: string) => read(file).imports.filter(({ specifier }) => HEAVY.test(specifier))
  return [...ways].flatMap(([file, way]) => {
    // What a heavy file brings along is not said again.
    if (way.some((before) => heavy(before).length > 0)) return []
    const shown = [...way, file].map(shortOf).join(' > ')
    return heavy(file).map(({ specifier, line }) => ({
      ...{ file, line },
      message: `a page brings ${specifier} with its first scripts: ${shown}; see openedLater(), schemaLater(), constants.ts`,
    }))
  })
}

type Import = { specifier: string; target: string | null; line: number }
type Source = { isForBrowser: boolean; imports: Import[] }
type Read = (file: string) => Source

function reader(): Read {
  const known = new Map<string, Source>()
  const files = new Set(sourceFiles(/^(?:apps|packages)\/.*\.tsx?$/))
  return (file) => {
    const source = known.get(file) ?? parse(file, files)
    known.set(file, source)
    return source
  }
}

function parse(file: string, files: ReadonlySet<string>): Source {
  const text = readSource(file) ?? ''
  const imports = [...text.matchAll(IMPORT)].flatMap(([found, isType, specifier]) => {
    // A type is not there any more when the page is, and import() waits until it is called.
    if (isType || specifier === undefined) return []
    const line = text.slice(0, text.indexOf(found)).split('\n').length
    return [{ specifier, target: fileOf(targetOf(file, specifier), files), line }]
  })
  return { isForBrowser: FOR_BROWSER.test(text), imports }
}

function fileOf(target: string | null, files: ReadonlySet<string>): string | null {
  const plain = target?.replace(/(?:\.tsx?)+$/, '')
  return [target, `${plain}.ts`, `${plain}.tsx`].find((name) => name && files.has(name)) ?? null
}

/** Where what runs on the server alone ends. */
function entriesOf(file: string, read: Read, seen: Set<string>): string[] {
  if (seen.has(file)) return []
  seen.add(file)
  const { isForBrowser, imports } = read(file)
  if (isForBrowser) return [file]
  return imports.flatMap(({ target }) => (target === null ? [] : entriesOf(target, read, seen)))
}

function follow(
  file: string,
  way: string[],
  { read, ways }: { read: Read; ways: Map<string, string[]> },
): void {
  if (ways.has(file)) return
  ways.set(file, way)
  for (const { target } of read(file).imports)
    if (target !== null) follow(target, [...way, file], { read, ways })
}

function shortOf(file: string): string {
  return file.replace(/^apps\/web\/src\//, '').replace(/^packages\/vserver-core\/src\//, 'core/')
}
