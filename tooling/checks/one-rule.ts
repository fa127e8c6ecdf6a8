import { eachLine, type Finding, readSource, sourceFiles } from './source-files.ts'

const isTest = (file: string) =>
  /\.(test|slow)\.tsx?$|\/testing\/|\/(host-)?test\/|^e2e\/|^bench\//.test(file)

/** Settings are parsed once, in env.ts. */
export function checkEnvironment(): Finding[] {
  const allowed =
    /(^|\/)env\.ts$|config\.m?ts$|build-server\.ts$|^tooling\/|^e2e\/|^bench\/|\.test\.ts$|host-test\//
  const files = sourceFiles(/\.(ts|tsx)$/).filter((file) => !allowed.test(file))
  return eachLine(files, (line) => (/process\.env\b/.test(line) ? 'process.env belongs into env.ts' : null))
}

/** Core and native never log; agent and web log through their logger. */
export function checkConsole(): Finding[] {
  const files = sourceFiles(/^(apps|packages)\/.*\.(ts|tsx)$/).filter(
    (file) => !isTest(file) && !/(main|logger|build-server)\.ts$/.test(file),
  )
  return eachLine(files, (line) =>
    /(?<![\w.])console\.(log|error|warn|info|debug)\(/.test(line)
      ? 'console is for main.ts; use the logger'
      : null,
  )
}

/** No shell anywhere: programs are started with argument arrays. */
export function checkShell(): Finding[] {
  const files = sourceFiles(/\.(ts|tsx|c|h)$/).filter((file) => !file.startsWith('tooling/checks/'))
  return eachLine(files, (line) =>
    /\bexecSync\(|[^.\w]exec\(`|shell:\s*true|[^\w]system\(|\bpopen\(/.test(line)
      ? 'no shell: use an argument array'
      : null,
  )
}

/** Types and checks are not switched off. */
export function checkSwitchedOff(): Finding[] {
  const files = sourceFiles(/\.(ts|tsx)$/).filter((file) => !file.startsWith('tooling/checks/'))
  return eachLine(files, (line) =>
    /@ts-(ignore|nocheck|expect-error)|: any\b|\bas any\b|\b(it|test|describe)\.(only|todo)\b/.test(line)
      ? 'a type or a test is switched off'
      : null,
  )
}

/** recharts and xterm have one door each. */
export function checkDoors(): Finding[] {
  const files = sourceFiles(/^apps\/web\/src\/.*\.(ts|tsx)$/)
  return eachLine(files, (line, file) => {
    if (/from 'recharts'/.test(line) && !/\/ui\/[a-z-]*chart[a-z-]*\.tsx$/.test(file))
      return 'recharts is for src/ui/*chart.tsx'
    if (/from '@xterm\//.test(line) && !/(\/ui\/[a-z-]*terminal[a-z-]*|\.test)\.tsx?$/.test(file))
      return 'xterm is for src/ui/terminal.tsx'
    return null
  })
}

/** Drawers without a noun collect everything. */
export function checkFileNames(): Finding[] {
  return sourceFiles(/(^|\/)(utils?|helpers?|common|types|misc)\.(ts|tsx|c|h)$/).map((file) => ({
    file,
    line: 1,
    message: 'name the noun instead',
  }))
}

const LINES_MAX = 300
const TEST_LINES_MAX = 500

export function checkFileSizes(): Finding[] {
  return sourceFiles(/\.(ts|tsx|c|h|sh)$/).flatMap((file) => {
    const lines = (readSource(file) ?? '').split('\n').length - 1
    const most = isTest(file) ? TEST_LINES_MAX : LINES_MAX
    return lines > most ? [{ file, line: most, message: `${lines} lines; split at ${most}` }] : []
  })
}

/** Links between documents lead somewhere. */
export function checkDocumentLinks(): Finding[] {
  return sourceFiles(/\.md$/).flatMap((file) => {
    const text = readSource(file) ?? ''
    return [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].flatMap((match) => {
      const target = new URL(match[1] ?? '', `file:///${file}`).pathname.slice(1)
      const found = sourceFiles(
        new RegExp(`^${target.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/\/$/, '')}(/|$)`),
      )
      const line = text.slice(0, match.index).split('\n').length
      return found.length > 0 ? [] : [{ file, line, message: `${match[1]} does not exist` }]
    })
  })
}
