import { KNOWN_TEMPLATES, type Template } from '@vserver/core/template/model'
import { expect, test } from 'vitest'
import type { HostView } from '@/server/services/host/model.ts'
import { findProblems } from './find-problems.ts'

const NOW = Date.UTC(2026, 0, 2)
const away: HostView = { id: 'h', name: 'alpha', reachable: false, message: null, info: null }

function template(state: Template['state'], percent = 0): Template {
  const [known] = KNOWN_TEMPLATES
  if (known === undefined) throw new Error('no template is known')
  return { ...known, id: known.name, state, percent, step: null, builtAt: null, failure: null, versions: [] }
}

const texts = (facts: Partial<Parameters<typeof findProblems>[0]>) =>
  findProblems({ hosts: [], templates: [], operations: [], ...facts }, NOW).map((problem) => problem.text)

test('a host that is away comes with the assurance that guests run on', () => {
  expect(texts({ hosts: [away] })).toEqual(['alpha does not answer. Its guests keep running.'])
})

test('one ready template is enough, none is a problem, a build under way says how far it is', () => {
  expect(texts({ templates: [template('ready'), template('absent')] })).toEqual([])
  expect(texts({ templates: [template('absent')] })[0]).toMatch('nobody can create guests')
  expect(texts({ templates: [template('building', 41.6)] })[0]).toMatch('42 %')
})

test('a failed template is told even when another one is ready', () => {
  expect(texts({ templates: [template('ready'), template('failed')] })[0]).toMatch('could not be built')
})
