import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'

export const REPOSITORY = path.resolve(import.meta.dirname, '../..')

/** Files git knows or would know, relative to the repository. */
export function sourceFiles(pattern: RegExp): string[] {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: REPOSITORY,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
  return listed.split('\n').filter((file) => pattern.test(file))
}

/** Null for a file that is listed but was deleted since. */
export function readSource(file: string): string | null {
  try {
    return readFileSync(path.join(REPOSITORY, file), 'utf8')
  } catch {
    return null
  }
}

export type Finding = { file: string; line: number; message: string }

/** Applies `judge` to every line of the files and collects what it objects to. */
export function eachLine(files: string[], judge: (line: string, file: string) => string | null): Finding[] {
  return files.flatMap((file) =>
    (readSource(file) ?? '').split('\n').flatMap((line, index) => {
      const message = judge(line, file)
      return message === null ? [] : [{ file, line: index + 1, message }]
    }),
  )
}
