import { appendFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { guestName } from '../testing/index.ts'
import { linuxHelpers, parseHelperEvents } from './helper-events.ts'
import { hostPaths } from './paths.ts'

const web1 = guestName('web1')

function open() {
  const runDir = mkdtempSync(path.join(tmpdir(), 'helpers-'))
  onTestFinished(() => rmSync(runDir, { recursive: true }))
  const directory = path.join(runDir, 'guests', web1)
  mkdirSync(directory, { recursive: true })
  return {
    helpers: linuxHelpers(hostPaths({ runDir, dataDir: runDir })),
    file: path.join(directory, 'events'),
  }
}

test('events are read over both files, and only those that are new', async () => {
  const { helpers, file } = open()
  expect(await helpers.read(web1, 0)).toEqual([])
  writeFileSync(file, '1 1700000000000 netup\n2 1700000000001 startup\n')
  renameSync(file, `${file}.1`)
  writeFileSync(file, '3 1700000009000 oom\n')
  expect((await helpers.read(web1, 0)).map((event) => event.action)).toEqual(['netup', 'startup', 'oom'])
  expect(await helpers.read(web1, 2)).toEqual([{ seq: 3, at: '2023-11-14T22:13:29.000Z', action: 'oom' }])
})

test('a watch hears of a new line, and of the first line of a new file', async () => {
  const { helpers, file } = open()
  for (const write of [appendFileSync, appendFileSync]) {
    const heard = Promise.withResolvers<void>()
    const close = helpers.watch(web1, heard.resolve)
    write(file, '1 1700000000000 netup\n')
    await heard.promise
    close()
    rmSync(file)
  }
})

test('a guest that never started can be watched', () => {
  const { helpers } = open()
  helpers.watch(guestName('unknown'), () => {})()
})

test.each(['', 'x', '1 2', '1 2 explode', '-1 2 oom', '0 2 oom', '1 999999999999999 oom', '1 2 oom extra'])(
  'the line "%s" is no event and does no harm',
  (line) => {
    expect(parseHelperEvents(`${line}\n7 1700000000000 halt\n8 17`)).toMatchObject([
      { seq: 7, action: 'halt' },
    ])
  },
)
