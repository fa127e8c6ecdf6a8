import path from 'node:path'
import { titleFinder } from '../compatibility/titles.ts'
import { type Finding, readSource } from './source-files.ts'

const DOCUMENT = 'docs/consoles.md'
/** `title` ([file](path)), as a row of the table names what holds it. */
const TEST = /`([^`]+)` \(\[[^\]]+\]\(([^)]+)\)\)/g

/** The tests that the page about consoles names are in the files that it names. */
export function checkConsoleTests(): Finding[] {
  return (readSource(DOCUMENT) ?? '').split('\n').flatMap((row, index) =>
    [...row.matchAll(TEST)].flatMap(([, title = '', link = '']) => {
      const file = path.join('docs', link)
      if (titleFinder([readSource(file) ?? ''])(title)) return []
      return { file: DOCUMENT, line: index + 1, message: `there is no test "${title}" in ${file}` }
    }),
  )
}
