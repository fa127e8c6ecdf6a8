import { expect, test } from 'vitest'
import { titleFinder } from './titles.ts'

test('a title is found as it is written, in any quotes, and after a table of cases', () => {
  const has = titleFinder([
    `test('one thing holds', async () => {})`,
    `test("a guest's own", { timeout: 1 }, async () => {})`,
    `test.each([['a', 'b']])('%s holds too', (x) => {})`,
    `for (const kind of KINDS) test(\`the \${kind} limit holds\`, () => {})`,
    'static void test_every_weight_survives(int dir)',
  ])
  for (const title of [
    'one thing holds',
    "a guest's own",
    'memory holds too',
    'the memory limit holds',
    'every weight survives',
  ])
    expect(has(title), title).toBe(true)
})

test('a part of a title, a mere string and anything at all are not found', () => {
  const has = titleFinder([
    `test('one thing holds', async () => {})`,
    `const words = 'another thing holds'`,
    `join(\`\${anything}\`, x)`,
  ])
  for (const title of ['one thing', 'another thing holds', 'nothing of the kind'])
    expect(has(title), title).toBe(false)
})
