import { ROWS } from '@vserver/core/compatibility'
import { DOCUMENT, renderDocument } from '../compatibility/document.ts'
import { titleFinder } from '../compatibility/titles.ts'
import { type Finding, readSource, sourceFiles } from './source-files.ts'

const TESTS =
  /^packages\/vserver-core\/(host-test\/.*\.ts|src\/.*\.test\.ts)$|^packages\/native\/test\/.*\.(ts|c)$/
const TABLE = 'packages/vserver-core/src/compatibility/index.ts'

/** What the compatibility table calls done has the tests it names, and the document is what it says. */
export function checkCompatibility(): Finding[] {
  const hasTest = titleFinder(sourceFiles(TESTS).map((file) => readSource(file) ?? ''))
  const missing = ROWS.flatMap(({ id, tests }) =>
    tests.filter((title) => !hasTest(title)).map((title) => `${id}: there is no test "${title}"`),
  )
  const untested = ROWS.filter(
    ({ fit, tests }) => (fit === 'same' || fit === 'better') && tests.length === 0,
  ).map(({ id, fit }) => `${id} is ${fit} without a test`)
  const findings = [...missing, ...untested].map((message) => ({ file: TABLE, line: 1, message }))
  if (readSource(DOCUMENT) !== renderDocument())
    findings.push({ file: DOCUMENT, line: 1, message: 'is out of date: npm run compatibility' })
  return findings
}
