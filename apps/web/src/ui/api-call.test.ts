import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { curlOf } from './api-call.ts'

/** What a shell makes of it, one argument a line. */
function argumentsOf(command: string): string[] {
  const print = `curl() { printf '%s\\0' "$@"; }; VSERVER_TOKEN=vst_x; ${command}`
  return execFileSync('sh', ['-c', print], { encoding: 'utf8' }).split('\0').slice(0, -1)
}

test('a shell hands on exactly what the panel would send, whatever the words are', () => {
  const input = { name: `it's "quoted" $(id) \`id\` \\ ü`, change: { memoryBytes: null } }
  const key = 'order-4711'
  expect(
    argumentsOf(
      curlOf('https://panel.example.test', { method: 'POST', name: 'limit.set', input, idempotencyKey: key }),
    ),
  ).toEqual([
    'https://panel.example.test/api/v1/limit.set',
    ...['-H', 'Authorization: Bearer vst_x', '-H', 'Content-Type: application/json'],
    ...['-H', 'Idempotency-Key: order-4711', '-d', JSON.stringify(input)],
  ])
  expect(
    argumentsOf(curlOf('http://h', { method: 'GET', name: 'guest.get', input: { guestId: 'g' } })),
  ).toEqual([
    ...['-G', 'http://h/api/v1/guest.get', '-H', 'Authorization: Bearer vst_x'],
    ...['--data-urlencode', 'input={"guestId":"g"}'],
  ])
  expect(argumentsOf(curlOf('http://h', { method: 'POST', name: 'me.x' })).slice(-2)).toEqual(['-d', '{}'])
})
