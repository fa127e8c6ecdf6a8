import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { patient } from '../slowness.ts'
import { type Check, listChecks, type Mode, type Outcome, type Subject } from './checks.ts'
import { RUNNABLE } from './modes.ts'
import { Stage } from './stage.ts'

const CHECKS = listChecks()
/** Of what a mode does not promise; docs/network.md and the panel say so. */
const WORDS: Partial<Record<Check['private'], string>> = {
  visible: ' (it is not hidden)',
  lacks: ' (it does not)',
  'not applicable': ' (not asked)',
}

function titleIn(mode: Mode, check: Check): string {
  return `${check.title}${WORDS[check[mode]] ?? ''}`
}

describe.each(RUNNABLE)('in a %s network', (mode) => {
  let stage: Stage
  const doors: Record<string, Record<Subject, Map<string, Outcome>>> = {}

  beforeAll(async () => {
    stage = await Stage.open(mode)
    doors.init = { plain: await stage.fromInit('plain'), granted: await stage.fromInit('granted') }
    doors.console = {
      plain: await stage.fromConsole('plain'),
      granted: await stage.fromConsole('granted'),
    }
  }, patient(300_000))

  afterAll(async () => {
    await stage?.close()
  })

  test.each(CHECKS.map((check) => ({ check, title: titleIn(mode, check) })))('$title', ({ check }) => {
    for (const [door, outcomes] of Object.entries(doors)) {
      const outcome = outcomes[check.subject].get(check.name)
      expect(outcome?.verdict, `${check.name} from ${door}: ${JSON.stringify(outcome)}`).toBe(check[mode])
    }
  })
})
