import { expect, test } from 'vitest'
import { splitVerb } from './split-verb.ts'

const NAMED = [
  { verb: 'start', names: ['Starten', 'Start'] },
  { verb: 'stop', names: ['Stoppen', 'Stop'] },
  { verb: 'console', names: ['Konsole', 'Console'] },
  { verb: 'bin', names: ['In den Papierkorb', 'Put into the bin'] },
] as const

test.each([
  ['stop web-1', ['stop'], 'web-1'],
  ['web-1 stop', ['stop'], 'web-1'],
  ['kons web', ['console'], 'web'],
  ['cons web', ['console'], 'web'],
  ['STOPPEN my web', ['stop'], 'my web'],
  ['put web', ['bin'], 'web'],
])('%s asks for a verb on a guest', (query, verbs, rest) => {
  expect(splitVerb(query, NAMED)).toEqual({ verbs, rest })
})

test.each([['web-1'], ['stop'], ['st web'], ['stopper web'], [''], ['in den']])(
  '%s is no verb on a guest, and is searched for whole',
  (query) => {
    expect(splitVerb(query, NAMED)).toEqual({ verbs: [], rest: query })
  },
)

test('a beginning that several verbs share asks for all of them', () => {
  const pair = [NAMED[0], { verb: 'stop', names: ['Stay'] } as const]
  expect(splitVerb('sta web', pair).verbs).toEqual(['start', 'stop'])
})
