/**
 * Runs the host tests: all of them, or the files that are named. What failed is then run once more with the machine
 * to itself: real guests share one kernel with everything else that runs, and a guarantee that holds only on a quiet
 * machine is told apart from one that does not hold. The first is printed as unsteady, the second fails.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { z } from 'zod'

/** More than this is no accident of timing. */
const FILES_TRIED_AGAIN = 6

const PACKAGE = path.join(import.meta.dirname, '..')

const Report = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string().optional(),
      assertionResults: z.array(
        z.object({
          fullName: z.string(),
          status: z.string(),
          failureMessages: z.array(z.string()).nullish(),
        }),
      ),
    }),
  ),
})

type Failure = { file: string; title: string; message: string }

function run(files: readonly string[]): { passed: boolean; failures: Failure[] } {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'vserver-suite-'))
  try {
    const file = path.join(directory, 'report.json')
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
    const { status } = spawnSync(
      'vitest',
      ['run', '--config', 'vitest.host.config.ts', ...reporters, ...files],
      {
        cwd: PACKAGE,
        stdio: ['ignore', 'inherit', 'inherit'],
      },
    )
    return { passed: status === 0, failures: status === 0 ? [] : failuresOf(readFileSync(file, 'utf8')) }
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

function failuresOf(report: string): Failure[] {
  return Report.parse(JSON.parse(report)).testResults.flatMap(
    ({ name, status, message, assertionResults }) => {
      const file = path.relative(PACKAGE, name)
      const failed = assertionResults.filter((test) => test.status === 'failed')
      // A file that could not be loaded has no tests.
      if (failed.length === 0) return status === 'failed' ? [{ file, title: '', message: message ?? '' }] : []
      return failed.map((test) => ({ file, title: test.fullName, message: test.failureMessages?.[0] ?? '' }))
    },
  )
}

function tell(word: string, failures: readonly Failure[]): void {
  for (const { file, title, message } of failures) {
    process.stdout.write(`${word}: ${file} > ${title}\n${message.split('\n').slice(0, 12).join('\n')}\n`)
  }
}

const first = run(process.argv.slice(2))
if (first.passed) process.exit(0)
tell('failed', first.failures)
const files = [...new Set(first.failures.map(({ file }) => file))]
if (files.length === 0 || files.length > FILES_TRIED_AGAIN) process.exit(1)
process.stdout.write(`\nOnce more, alone: ${files.join(' ')}\n`)
const second = run(['--maxWorkers=1', ...files])
if (!second.passed) {
  tell('failed twice', second.failures)
  process.exit(1)
}
for (const { file, title, message } of first.failures)
  process.stdout.write(`unsteady: ${file} > ${title}: ${message.split('\n', 1)[0]}\n`)
