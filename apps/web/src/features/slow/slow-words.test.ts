import { readdirSync, readFileSync } from 'node:fs'
import { SLOW_CAUSES, type Verdict } from '@vserver/core/slow/model'
import { MIB } from '@vserver/core/units'
import { afterEach, expect, test } from 'vitest'
import { shareLanguages } from '@/language/current.ts'
import type { Catalog, Language } from '@/language/languages.ts'
import {
  adviceWords,
  alsoWords,
  evidenceWords,
  planAdviceWords,
  reportWords,
  verdictWords,
} from './slow-words.ts'

const GERMAN = new URL('../../language/de/', import.meta.url)
const rooms = readdirSync(GERMAN).map(
  (file): Catalog => JSON.parse(readFileSync(new URL(file, GERMAN), 'utf8')),
)
let language: Language = 'en'
shareLanguages({ catalogs: { de: Object.assign({}, ...rooms) }, ofRequest: () => language })
afterEach(() => {
  language = 'en'
})

const verdict: Verdict = {
  ...{
    fromMs: 0,
    toMs: 3_600_000,
    cause: 'cpuCap',
    share: 0.62,
    also: ['memorySoft', 'neighbourDisk'],
    advice: [],
  },
  evidence: [{ metric: 'cpuThrottled', value: 0.62, threshold: 0.05 }],
}
const plan = {
  ...{ planId: 'm', planName: 'M', limit: 'memoryBytes' as const, to: 512 * MIB },
  ...{ hits: 14, hitsAvoided: 13 },
}

test('a verdict is one sentence that says how long it was so', () => {
  expect(verdictWords(verdict)).toBe(
    'It wanted more processor than its own limit gives, and was held back. That was so in 62 % of the time.',
  )
  expect(verdictWords({ cause: 'nothing', share: 1 })).not.toContain('%')
  expect(alsoWords(verdict)).toBe('It was also slowed by its soft memory limit and a neighbour on the disk.')
  expect(alsoWords({ also: [] })).toBeNull()
})

test('every cause has words, and what a customer is told of a neighbour names nobody', () => {
  for (const cause of SLOW_CAUSES) {
    expect(verdictWords({ cause, share: 0.5 })).toMatch(/\.$/)
    expect(adviceWords(cause, 'customer')).toMatch(/\.$/)
  }
  expect(adviceWords('neighbourCpu', 'customer')).toContain('Tell your provider')
  expect(adviceWords('neighbourCpu', 'admin')).toContain('which guest')
})

test('evidence is told in the unit of its figure, beside what it is compared with', () => {
  const told = [
    { metric: 'cpuThrottled' as const, value: 0.62, threshold: 0.05 },
    { metric: 'memoryBytes' as const, value: 509 * MIB, threshold: 512 * MIB },
    { metric: 'host.ioReadBytes' as const, value: 3 * MIB, threshold: null },
    { metric: 'hits' as const, value: 14, threshold: null },
  ].map(evidenceWords)
  expect(told).toEqual([
    'Held back by its own limit: 62 % of the time (much from 5 % on)',
    'Memory: 509 MiB of 512 MiB',
    'Of the whole host, disk reading: 3 MiB/s',
    'Times a limit was hit: 14',
  ])
})

test('advice says what a plan on sale would have avoided', () => {
  expect(planAdviceWords(plan)).toBe('Plan M, with more memory, would have avoided 13 of 14 hits.')
  expect(planAdviceWords({ ...plan, hits: 2, hitsAvoided: 2 })).toContain('all 2 hits')
})

test('the report for a ticket has the guest, the time, the verdict, the evidence and the plans', () => {
  const report = reportWords(verdict, { name: 'web', plans: [plan] })
  expect(report.split('\n')).toHaveLength(5)
  expect(report).toContain('web, 1970-01-01T00:00:00.000Z to 1970-01-01T01:00:00.000Z')
})

test('in German a noun within a sentence keeps its capital, and a count its own plural', () => {
  language = 'de'
  expect(verdictWords({ cause: 'diskFull', share: 0.5 })).toBe(
    'Seine Platte ist voll: Programme können nicht mehr schreiben. Das war in 50 % der Zeit so.',
  )
  expect(planAdviceWords(plan)).toBe('Tarif M (mehr: Arbeitsspeicher) hätte 13 von 14 Treffern vermieden.')
  expect(planAdviceWords({ ...plan, hits: 1, hitsAvoided: 1 })).toBe(
    'Tarif M (mehr: Arbeitsspeicher) hätte den einzigen Treffer vermieden.',
  )
  expect(evidenceWords({ metric: 'host.memoryBytes', value: 1024, threshold: 2048 })).toBe(
    'Ganzer Host, Arbeitsspeicher: 1 KiB von 2 KiB',
  )
})
