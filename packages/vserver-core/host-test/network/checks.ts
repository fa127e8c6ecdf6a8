import { execFileSync } from 'node:child_process'
import { z } from 'zod'
import { buildProgram } from '../programs.ts'

export const VERDICTS = ['holds', 'FAILS', 'visible', 'lacks', 'not applicable'] as const
export type Verdict = (typeof VERDICTS)[number]
export type Outcome = { verdict: Verdict; detail: string }

/** Modes of a network that has addresses. */
export const MODES = ['private', 'shared'] as const
export type Mode = (typeof MODES)[number]

/** `plain`: without flags; `granted`: with every right that its mode knows. */
export const SUBJECTS = ['plain', 'granted'] as const
export type Subject = (typeof SUBJECTS)[number]

const Check = z.strictObject({
  name: z.string(),
  file: z.string(),
  subject: z.enum(SUBJECTS),
  private: z.enum(VERDICTS),
  shared: z.enum(VERDICTS),
  /** Whether Linux-VServer had it. */
  classic: z.enum(['same', 'partly', 'never']),
  title: z.string(),
})
export type Check = z.infer<typeof Check>

/** Every statement about a guest's network, in the order of their files. */
export function listChecks(): Check[] {
  const lines = execFileSync(buildProgram('network'), ['list'], { encoding: 'utf8' }).trim().split('\n')
  const checks = lines.map((line) => {
    const [name, file, subject, inPrivate, inShared, classic, title] = line.split('\t')
    return Check.parse({ name, file, subject, private: inPrivate, shared: inShared, classic, title })
  })
  return checks.reverse().sort((a, b) => a.file.localeCompare(b.file))
}

/** The output of `network run`; without its last line it was cut short. */
export function parseOutcomes(text: string): Map<string, Outcome> {
  const lines = text.trim().split('\n')
  if (lines.at(-1) !== 'end') throw new Error(`The checks ended early: ${text.slice(-500)}`)
  return new Map(
    lines.slice(0, -1).map((line) => {
      const [name = '', verdict, detail = ''] = line.split('\t')
      return [name, { verdict: z.enum(VERDICTS).parse(verdict), detail }] as const
    }),
  )
}
