import { expect, test } from 'vitest'
import { parseState } from './state-file.ts'
import { readBuild, templateBuildOf } from './templates.ts'

const buildOf = (text: string, isAlive: boolean) =>
  templateBuildOf({ values: parseState(text), changedAtMs: 0 }, () => isAlive)

const BUILDING = 'state=building\npid=9\npid_start=1\npercent=40\nstep=packages\nstarted_at=5\n'

test('a build under way tells its step', () => {
  expect(buildOf(BUILDING, true)).toMatchObject({ state: 'building', percent: 40, step: 'packages' })
})

test('a build whose builder has died has failed', () => {
  expect(buildOf(BUILDING, false)).toMatchObject({ state: 'failed', message: 'The builder was killed.' })
})

test('a finished build needs no process', () => {
  expect(buildOf('state=ready\npercent=100\nfinished_at=7\n', false)).toMatchObject({
    state: 'ready',
    finishedAtMs: 7,
  })
})

test('a state nobody knows is a failed build', () => {
  expect(buildOf('state=molten\npercent=900\n', true)).toMatchObject({ state: 'failed', percent: 100 })
})

test('a builder that ends while its state is read has not failed', async () => {
  const texts = [BUILDING, 'state=ready\npercent=100\nfinished_at=7\nmethod=tarball\nfiles=3\n']
  const read = async () => ({ values: parseState(texts.shift() ?? ''), changedAtMs: 0 })
  expect(await readBuild(read, () => false)).toMatchObject({ state: 'ready', method: 'tarball', files: 3 })
})
