import { type Finding, readSource, sourceFiles } from './source-files.ts'
import { readToldByC, readToldByHost } from './words/host-sentences.ts'
import { readWords } from './words/messages.ts'

const PANEL = /^apps\/web\/src\/language\/of-hosts\/[a-z-]+\.ts$/
/** Where hosts say something that people read; what only who runs a host can read stays English. */
const HOST = [
  /^packages\/vserver-core\/src\/(console|files|firewall|guest|limit|network|operation|share|template)\/[a-z-]+\.ts$/,
  /^packages\/vserver-core\/src\/linux\/([a-z]+-errors|full-storage|build-xids|files|templates)\.ts$/,
  /^apps\/agent\/src\/operations\/[a-z-]+\.ts$/,
]
const PROGRAMS = /^packages\/native\/programs\/vs-files\/[a-z-]+\.c$/
/** Forms say these: ui/core-sentences.ts. Tests say nothing to anybody. */
const NOT_TOLD = /\/model\.ts$|\.test\.ts$/

/** The panel knows every sentence of a host, and none that no host says. */
export function checkHostWords(): Finding[] {
  const told = new Map<string, Finding>()
  const read = (files: string[], reader: (source: string) => string[]) => {
    for (const file of files.filter((one) => !NOT_TOLD.test(one)))
      for (const text of reader(readSource(file) ?? '')) told.set(text, { file, line: 1, message: text })
  }
  read(HOST.flatMap(sourceFiles), readToldByHost)
  read(sourceFiles(PROGRAMS), readToldByC)
  const known = new Map<string, Finding>()
  for (const file of sourceFiles(PANEL).filter((one) => !one.endsWith('/understand.ts')))
    for (const { text } of readWords(readSource(file) ?? '', file).messages)
      known.set(shapeOf(text), { file, line: 1, message: text })
  return [
    ...missing(told, known).map((at) => ({
      ...at,
      message: `language/of-hosts does not know: ${at.message}`,
    })),
    ...missing(known, told).map((at) => ({ ...at, message: `no host says: ${at.message}` })),
  ]
}

function missing(of: Map<string, Finding>, from: Map<string, Finding>): Finding[] {
  return [...of].flatMap(([shape, finding]) => (from.has(shape) ? [] : [finding]))
}

/** A value has another name in each place, or none. */
function shapeOf(text: string): string {
  return text.replaceAll(/\{\w+\}/g, '{}')
}
