import { expect, test } from 'vitest'
import { exampleOf, matches, operationsOf } from './document.ts'

const INPUT = {
  type: 'object',
  properties: {
    guestId: { type: 'string' },
    action: { enum: ['start', 'stop'] },
    count: { type: 'integer', minimum: 5 },
    note: { type: 'string' },
    change: { type: 'object', properties: { on: { type: 'boolean' } }, required: ['on'] },
    limit: { anyOf: [{ type: 'number' }, { type: 'null' }] },
  },
  required: ['guestId', 'action', 'count', 'change', 'limit'],
}
const RAW = {
  ...{ summary: 'guest.act', description: 'Acts.', tags: ['guest'] },
  ...{ 'x-permission': 'guest.start', 'x-granted': true },
}

test('an example has what is required, each of the right kind', () => {
  expect(exampleOf(INPUT)).toEqual({
    guestId: '…',
    action: 'start',
    count: 5,
    change: { on: false },
    limit: 1,
  })
})

test('calls are found by name, permission and the names of their input', () => {
  const content = { 'application/json': { schema: INPUT } }
  const paths = {
    '/a': { post: { ...RAW, requestBody: { content }, parameters: [{ in: 'header' }] } },
    '/b': { get: { ...RAW, summary: 'host.list', parameters: [{ in: 'query', content }] } },
  }
  const [act, list] = operationsOf({ paths })
  expect(act).toMatchObject({ name: 'guest.act', method: 'POST', takesKey: true, schema: INPUT })
  expect(list).toMatchObject({ name: 'host.list', method: 'GET', takesKey: false, schema: INPUT })
  for (const words of ['', 'ACT', 'guest count', 'guest.start']) expect(act && matches(act, words)).toBe(true)
  expect(act && matches(act, 'guest nothing')).toBe(false)
})
