import { execFileSync } from 'node:child_process'
import { statSync, truncateSync } from 'node:fs'
import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import path from 'node:path'
import { HOUR_MS, MINUTE_MS } from '@vserver/core/units'
import { expect, onTestFinished, test } from 'vitest'
import { Engine, type StoreNews } from '../../store/engine.ts'
import { MIGRATIONS } from '../../store/migrations.ts'
import { figuresOf } from '../figures.ts'
import { COLUMNS, SampleArchive } from './sample-archive.ts'

const T0 = 500_000 * HOUR_MS
const WEB = 1
const CUTS = 40

async function directory() {
  const made = await mkdtemp('/tmp/vserver-archive-')
  onTestFinished(() => rm(made, { recursive: true }))
  return made
}

function open(file: string) {
  const news: StoreNews[] = []
  const engine = new Engine({ file, migrations: MIGRATIONS, tell: (one) => void news.push(one) })
  onTestFinished(() => engine.close())
  return { engine, news, archive: new SampleArchive(engine) }
}

function addGuest(engine: Engine): void {
  engine.write([['INSERT INTO guest (id, name, created_at) VALUES (?, ?, ?)', WEB, 'web1', 'then']])
}

const timeOf = (minute: number) => T0 + minute * MINUTE_MS

/** The reading of one minute: its memory is the minute's number, beside so many other guests'. */
function roundOf(minute: number, others = 0) {
  const rows = Array.from({ length: 1 + others }, (_, row) => ({
    seconds: 60,
    sample: { memoryBytes: row === 0 ? minute : Math.random() * 1e9 },
  }))
  return {
    subject: 'guest' as const,
    at: new Float64Array(rows.length).fill(timeOf(minute + 1)),
    guest: Int32Array.from(rows, (_, row) => WEB + row),
    values: figuresOf(rows, COLUMNS.guest),
  }
}

/** What is told of each of the first minutes; null for a gap. */
function told(archive: SampleArchive, minutes: number): (number | null)[] {
  const range = { fromMs: T0, toMs: timeOf(minutes), points: 2 * minutes, metrics: ['memoryBytes' as const] }
  // Seen from two hours later, when only what is kept in minutes or not yet folded is told.
  return archive.range(WEB, range, timeOf(minutes) + 2 * HOUR_MS).average.memoryBytes ?? []
}

test('a power cut loses no reading that was told to be kept, also while an hour is folded into minutes', async () => {
  const scratch = await directory()
  const file = path.join(scratch, 'store.sqlite')
  const { engine, archive } = open(file)
  addGuest(engine)
  const logBytes: number[] = []
  const minutes = 100
  for (let minute = 0; minute < minutes; minute++) {
    expect(archive.add(roundOf(minute))).toBe(true)
    logBytes.push(statSync(`${file}-wal`).size)
    archive.maintain(timeOf(minute + 1))
  }
  const end = statSync(`${file}-wal`).size
  expect(logBytes).toEqual([...logBytes].sort((a, b) => a - b)) // the log was never begun anew
  for (let cut = 0; cut < CUTS; cut++) {
    const length = Math.floor((end * (cut + 1)) / CUTS)
    const copy = path.join(scratch, `cut-${cut}`)
    await copyFile(file, copy)
    await copyFile(`${file}-wal`, `${copy}-wal`)
    truncateSync(`${copy}-wal`, length)
    const torn = open(copy)
    const found = told(torn.archive, minutes)
    const kept = found.filter((value) => value !== null).length
    expect(torn.news).toEqual([])
    expect(found.slice(0, kept)).toEqual(Array.from({ length: kept }, (_, minute) => minute))
    expect(kept).toBeGreaterThanOrEqual(logBytes.filter((bytes) => bytes <= length).length)
    torn.engine.close()
  }
}, 60_000)

test.skipIf(process.getuid?.() !== 0)(
  'a full disk costs the readings that come meanwhile and none that was kept, and the same store goes on',
  async () => {
    const scratch = await directory()
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=512k', 'vserver-test', scratch])
    onTestFinished(() => void execFileSync('umount', [scratch]))
    const file = path.join(scratch, 'store.sqlite')
    const { engine, archive, news } = open(file)
    addGuest(engine)
    const kept: boolean[] = []
    for (let minute = 0; minute < 40; minute++) kept.push(archive.add(roundOf(minute, 3000)))
    expect(kept).toContain(true)
    expect(kept).toContain(false)
    expect(news[0]?.kind).toBe('losing')
    // This agent remembers them for the hour; only the next one has gaps.
    expect(told(archive, 40)).not.toContain(null)
    execFileSync('mount', ['-o', 'remount,size=16m', scratch])
    kept.push(archive.add(roundOf(40)))
    expect([kept.at(-1), news.at(-1)?.kind]).toEqual([true, 'keeping'])
    engine.close()
    const next = open(file)
    expect(told(next.archive, 41)).toEqual(kept.map((isKept, minute) => (isKept ? minute : null)))
    expect(next.news).toEqual([])
  },
  60_000,
)
