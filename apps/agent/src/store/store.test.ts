import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readdirSync, readFileSync, statSync, truncateSync, writeSync } from 'node:fs'
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { expect, onTestFinished, test } from 'vitest'
import { Engine, type StoreNews } from './engine.ts'
import { fileStore, memoryStore } from './store.ts'

const TABLE = 'CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT) STRICT'
/** Of SQLite's file. */
const PAGE_BYTES = 4096
const ADD = 'INSERT INTO note (id, text) VALUES (?, ?)'

async function scratch() {
  const directory = await mkdtemp('/tmp/vserver-store-')
  onTestFinished(() => rm(directory, { recursive: true }))
  return { directory, file: path.join(directory, 'store.sqlite') }
}

function open(file: string, migrations: readonly string[] = [TABLE]) {
  const news: StoreNews[] = []
  const engine = new Engine({ file, migrations, tell: (one) => void news.push(one) })
  onTestFinished(() => engine.close())
  return {
    engine,
    news,
    ids: () => engine.all('SELECT id FROM note ORDER BY id').map(({ id }) => Number(id)),
  }
}

function silent() {
  const lines: string[] = []
  const log = {
    info: (event: string) => void lines.push(event),
    error: (event: string) => void lines.push(event),
  }
  return { log, lines }
}

test('what was written is there for the next agent, all of a transaction or none', async () => {
  const { file } = await scratch()
  const { engine } = open(file)
  expect(engine.write([[ADD, 1, 'one']])).toBe(true)
  expect(() =>
    engine.write([
      [ADD, 2, 'two'],
      [ADD, 1, 'again'],
    ]),
  ).toThrow(/UNIQUE/)
  engine.close()
  expect(open(file).ids()).toEqual([1])
})

test('tables that are added later are made in a file that is there', async () => {
  const { file } = await scratch()
  const first = open(file)
  first.engine.write([[ADD, 1, 'one']])
  first.engine.close()
  const later = open(file, [TABLE, 'ALTER TABLE note ADD COLUMN more INTEGER'])
  expect(later.engine.all('SELECT * FROM note')).toEqual([{ id: 1, text: 'one', more: null }])
})

test('a migration that fails leaves the file as it was', async () => {
  const { file } = await scratch()
  const first = open(file)
  first.engine.write([[ADD, 1, 'one']])
  first.engine.close()
  expect(() => open(file, [TABLE, 'CREATE TABLE other (id INTEGER); CREATE TABLE note (id)']).ids()).toThrow()
  const again = open(file)
  expect(again.ids()).toEqual([1])
  expect(again.engine.all("SELECT name FROM sqlite_schema WHERE name = 'other'")).toEqual([])
})

test.each([
  [
    'no database at all',
    (file: string) => overwrite(file, 0, 'this is no database, but a file of words '.repeat(9)),
  ],
  [
    'of a newer agent',
    (file: string) => {
      const newer = open(file, [TABLE, 'CREATE TABLE b (id)', 'CREATE TABLE c (id)'])
      newer.ids()
      newer.engine.close()
    },
  ],
  ['torn in the middle', (file: string) => overwrite(file, 8192, '\0'.repeat(40_000))],
])('a file that is %s is put aside, and the store begins anew', async (_, harm) => {
  const { directory, file } = await scratch()
  const first = open(file)
  first.engine.write(Array.from({ length: 2000 }, (_, id) => [ADD, id, 'words '.repeat(20)] as const))
  first.engine.close()
  harm(file)
  for (const round of [1, 2]) {
    const { engine, news, ids } = open(file)
    expect(ids()).toEqual(round === 1 ? [] : [7])
    expect(news.map(({ kind }) => kind)).toEqual(round === 1 ? ['damaged'] : [])
    if (round === 1) engine.write([[ADD, 7, 'new']])
    engine.close()
  }
  expect(readdirSync(directory).filter((name) => /^store\.damaged-\d+$/.test(name))).toHaveLength(1)
})

function overwrite(file: string, at: number, text: string): void {
  const fd = openSync(file, 'r+')
  writeSync(fd, text, at)
  closeSync(fd)
}

test('damage that is met while the store is used is put aside at the next use', async () => {
  const { file } = await scratch()
  const { engine, news, ids } = open(file)
  engine.write(Array.from({ length: 2000 }, (_, id) => [ADD, id, 'words '.repeat(20)] as const))
  engine.all('PRAGMA wal_checkpoint(TRUNCATE)')
  engine.all('PRAGMA cache_size = 1')
  engine.all('PRAGMA shrink_memory')
  overwrite(file, 8192, '\0'.repeat(200_000))
  expect(ids()).toEqual([])
  expect(engine.write([[ADD, 7, 'new']])).toBe(true)
  expect(ids()).toEqual([7])
  expect(news.map(({ kind }) => kind)).toEqual(['losing', 'damaged', 'keeping'])
})

/** Writes one row after another and says so when it is on the disk. */
const WRITER = `
  const { Engine } = await import(process.argv[1])
  const engine = new Engine({ file: process.argv[2], migrations: [process.argv[3]], tell: () => {} })
  const first = Number(engine.all('SELECT coalesce(max(id), 0) AS last FROM note')[0].last) + 1
  for (let id = first; ; id++) {
    engine.write([['${ADD}', id, 'words '.repeat(200)]])
    process.stdout.write(id + '\\n')
  }
`

test('an agent that is killed while it writes loses nothing that it was told is kept', async () => {
  const { file } = await scratch()
  let told = 0
  for (let round = 0; round < 5; round++) {
    const args = [
      '--input-type=module',
      '-e',
      WRITER,
      path.join(import.meta.dirname, 'engine.ts'),
      file,
      TABLE,
    ]
    const writer = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    const lines = createInterface({ input: writer.stdout })
    const until = told + 40 + round * 7
    lines.on('line', (line) => {
      told = Math.max(told, Number(line))
      if (told >= until) writer.kill('SIGKILL')
    })
    await once(writer, 'close')
    expect(told).toBeGreaterThanOrEqual(until)
    const { engine, news, ids } = open(file)
    const kept = ids()
    engine.close()
    expect(kept).toEqual(kept.map((_, index) => index + 1))
    expect(kept.length).toBeGreaterThanOrEqual(told)
    expect(news).toEqual([])
  }
}, 60_000)

test('a log that a power cut tore at any place loses its end alone', async () => {
  const { directory, file } = await scratch()
  const { engine } = open(file)
  for (let id = 1; id <= 60; id++) engine.write([[ADD, id, 'words '.repeat(100)]])
  const size = statSync(`${file}-wal`).size
  const copies = Array.from({ length: 40 }, (_, index) => Math.floor((size * index) / 39))
  let longest = 0
  for (const length of copies) {
    const copy = path.join(directory, `copy-${length}`)
    await copyFile(file, copy)
    await copyFile(`${file}-wal`, `${copy}-wal`)
    truncateSync(`${copy}-wal`, length)
    const torn = open(copy)
    const kept = torn.ids()
    torn.engine.close()
    expect(torn.news).toEqual([])
    expect(kept).toEqual(kept.map((_, index) => index + 1))
    expect(kept.length).toBeGreaterThanOrEqual(longest)
    longest = kept.length
  }
  expect(longest).toBe(60)
  engine.close()
}, 60_000)

test('garbage at the end of the log is not taken for what was written', async () => {
  const { directory, file } = await scratch()
  const { engine } = open(file)
  for (let id = 1; id <= 20; id++) engine.write([[ADD, id, 'words']])
  const copy = path.join(directory, 'copy')
  await copyFile(file, copy)
  await copyFile(`${file}-wal`, `${copy}-wal`)
  const size = statSync(`${copy}-wal`).size
  overwrite(`${copy}-wal`, size - 2000, 'x'.repeat(1000))
  const torn = open(copy)
  expect(torn.ids()).toEqual(Array.from({ length: 19 }, (_, index) => index + 1))
  expect(torn.news).toEqual([])
})

test('a power cut while the log is carried over into the file loses nothing, whatever pages had got there', async () => {
  const { directory, file } = await scratch()
  const { engine } = open(file)
  for (let id = 1; id <= 60; id++) engine.write([[ADD, id, 'words '.repeat(100)]])
  const [before, log] = [readFileSync(file), readFileSync(`${file}-wal`)]
  engine.all('PRAGMA wal_checkpoint(FULL)')
  const after = readFileSync(file)
  expect(after.equals(before)).toBe(false)
  for (let turn = 0; turn < 20; turn++) {
    // Of the pages that are being written any may have reached the disk; the log is only given up when all have.
    const pages = Array.from({ length: after.length / PAGE_BYTES }, (_, page) => {
      const [from, to] = [page * PAGE_BYTES, (page + 1) * PAGE_BYTES]
      const old = before.length >= to ? before.subarray(from, to) : Buffer.alloc(PAGE_BYTES)
      return Math.random() < 0.5 ? old : after.subarray(from, to)
    })
    const copy = path.join(directory, `copy-${turn}`)
    await writeFile(copy, Buffer.concat(pages))
    await writeFile(`${copy}-wal`, log)
    const torn = open(copy)
    expect(torn.ids()).toEqual(Array.from({ length: 60 }, (_, index) => index + 1))
    expect(torn.news).toEqual([])
    torn.engine.close()
  }
}, 60_000)

const isRoot = process.getuid?.() === 0
test.skipIf(!isRoot)(
  'a full disk loses what comes, keeps what there is, and is told once each way',
  async () => {
    const { directory } = await scratch()
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'vserver-test', directory])
    onTestFinished(() => void execFileSync('umount', [directory]))
    const { engine, news, ids } = open(path.join(directory, 'store.sqlite'))
    const lost: number[] = []
    const write = (id: number) => {
      if (!engine.write([[ADD, id, 'words '.repeat(2000)]])) lost.push(id)
    }
    for (let id = 1; id <= 200; id++) write(id)
    expect(lost.length).toBeGreaterThan(20)
    expect(news.map(({ kind }) => kind)).toEqual(['losing'])
    const kept = ids()
    expect(kept).toEqual(
      Array.from({ length: 200 }, (_, index) => index + 1).filter((id) => !lost.includes(id)),
    )
    execFileSync('mount', ['-o', 'remount,size=16m', directory])
    write(201)
    expect(news.map(({ kind }) => kind)).toEqual(['losing', 'keeping'])
    engine.close()
    expect(open(path.join(directory, 'store.sqlite')).ids()).toEqual([...kept, 201])
  },
)

test('a directory that cannot be made costs the samples and not the agent', async () => {
  const { directory } = await scratch()
  const file = path.join(directory, 'file')
  closeSync(openSync(file, 'w'))
  const { engine, news, ids } = open(path.join(file, 'below', 'store.sqlite'))
  expect([ids(), engine.write([[ADD, 1, 'one']])]).toEqual([[], false])
  expect(news.map(({ kind }) => kind)).toEqual(['losing'])
})

test('the store answers from a thread of its own, and its faults come back', async () => {
  const { file } = await scratch()
  const { log, lines } = silent()
  const store = fileStore(file, log)
  const insert = 'INSERT INTO guest (name, created_at) VALUES (?, ?)'
  expect(await store.write([[insert, 'web1', 'then']])).toBe(true)
  await expect(store.write([[insert, 'web1', 'then']])).rejects.toThrow(/UNIQUE/)
  await expect(store.all('SELECT id FROM nowhere')).rejects.toThrow(/nowhere/)
  expect(await store.all('SELECT id, name FROM guest WHERE name = ?', 'web1')).toEqual([
    { id: 1, name: 'web1' },
  ])
  await store.close()
  expect(lines).toEqual([])
  expect(readFileSync(file).subarray(0, 15).toString()).toBe('SQLite format 3')
}, 60_000)

test('a store whose file is damaged under it goes on with a new one', async () => {
  const { file } = await scratch()
  const { log, lines } = silent()
  const first = fileStore(file, log)
  const insert = 'INSERT INTO guest (name, created_at) VALUES (?, ?)'
  await first.write([[insert, 'web1', 'then']])
  await first.close()
  overwrite(file, 0, 'garbage '.repeat(600))
  const store = fileStore(file, log)
  expect(await store.all('SELECT * FROM guest WHERE id > 0')).toEqual([])
  expect(await store.write([[insert, 'web2', 'then']])).toBe(true)
  expect(lines).toEqual(['store.damaged'])
  await store.close()
}, 60_000)

test('rows about a guest go with it', async () => {
  const store = memoryStore()
  await store.write([
    ['CREATE TABLE about (guest INTEGER NOT NULL REFERENCES guest(id) ON DELETE CASCADE)'],
    ['INSERT INTO guest (name, created_at) VALUES (?, ?)', 'web1', 'then'],
    ['INSERT INTO about (guest) VALUES (1)'],
    ['DELETE FROM guest WHERE id = 1'],
  ])
  expect(await store.all('SELECT * FROM about')).toEqual([])
})
