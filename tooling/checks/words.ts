import { type Finding, readSource, sourceFiles } from './source-files.ts'
import { type Entry, judgeTranslation, missingValues } from './words/catalogs.ts'
import { readWords, type Said } from './words/messages.ts'

const TRANSLATED = /^apps\/web\/src\/language\/(de|es)\/[a-z-]+\.json$/
const LANGUAGES = ['de', 'es'] as const

/** Every word a reader sees is in every language, and no translation is left over. */
export function checkWords(): Finding[] {
  const findings: Finding[] = []
  const messages = new Map<string, Finding>()
  for (const file of sourceFiles(/^apps\/web\/src\/.*\.tsx?$/)) {
    if (/\.test\.tsx?$|\/testing\//.test(file)) continue
    const source = readSource(file) ?? ''
    const words = readWords(source, file)
    const report = (said: Said[], message: string) => {
      for (const { offset, text } of said)
        findings.push({ file, line: lineAt(source, offset), message: `${message}: ${text}` })
    }
    report(words.tooEarly, 'is said before the language is known; use msg()')
    if (isForReaders(file)) report(words.bare, 'English in every language; use t(), rich() or msg()')
    for (const { offset, text, given } of words.messages) {
      messages.set(text, { file, line: lineAt(source, offset), message: text })
      const missing = given ? missingValues(text, given) : []
      if (missing.length > 0) report([{ offset, text }], `is said without ${missing.join(', ')}`)
    }
  }
  for (const language of LANGUAGES) findings.push(...checkCatalog(language, messages))
  return findings
}

/** What the server says goes to logs and other programs too; what it says to readers it says with t(). */
function isForReaders(file: string): boolean {
  return /^apps\/web\/src\/(app|features|ui|language|messages)\b/.test(file)
}

function checkCatalog(language: string, messages: Map<string, Finding>): Finding[] {
  const entries = readEntries(language)
  const known = new Map<string, Entry>()
  const findings: Finding[] = []
  for (const entry of entries) {
    const at = { file: entry.file, line: 1 }
    const first = known.get(entry.english)
    if (first && first.translation !== entry.translation)
      findings.push({ ...at, message: `is something else in ${first.file}: ${entry.english}` })
    if (!messages.has(entry.english)) findings.push({ ...at, message: `nobody says: ${entry.english}` })
    const fault = judgeTranslation(entry.english, entry.translation)
    if (fault) findings.push({ ...at, message: `${fault}: ${entry.english}` })
    known.set(entry.english, entry)
  }
  for (const [english, { file, line }] of messages)
    if (!known.has(english)) findings.push({ file, line, message: `is not in ${language}: ${english}` })
  return findings
}

function readEntries(language: string): Entry[] {
  const files = sourceFiles(TRANSLATED).filter((file) => file.includes(`/language/${language}/`))
  return files.flatMap((file) =>
    Object.entries(JSON.parse(readSource(file) ?? '{}') as Record<string, string>).map(
      ([english, translation]) => ({ english, translation, file }),
    ),
  )
}

function lineAt(source: string, offset: number): number {
  return source.slice(0, offset).split('\n').length
}
