import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { GIB, MIB } from '@vserver/core/units'
import { isDamage } from './faults.ts'

/** The file never grows beyond: a write that would is refused as on a full disk. */
const BYTES_MAX = 16 * GIB
const PAGE_BYTES = 4096
const WAL_BYTES_KEPT = 16 * MIB
const CHECKED_ALWAYS_BYTES = 64 * MIB

/** Only this many damaged files are kept, or they would fill the disk in their turn. */
const DAMAGED_KEPT = 1
const DAMAGED = /^store\.damaged-\d+$/

export type OpenedDatabase = {
  database: DatabaseSync
  /** Why and where to an earlier file was put aside; null when there was nothing wrong. */
  damage: { reason: string; movedTo: string } | null
}

/**
 * Opens the file, which is made when there is none. One that cannot be used is put aside: a start never fails for it.
 * `isSuspect`: it has shown damage.
 */
export function openDatabase(
  file: string,
  { migrations, isSuspect }: { migrations: readonly string[]; isSuspect: boolean },
): OpenedDatabase {
  if (file !== ':memory:') mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 })
  try {
    const mustCheck = isSuspect || isWorthChecking(file)
    return { database: openChecked(file, { migrations, mustCheck }), damage: null }
  } catch (error) {
    if (!isDamage(error) || file === ':memory:') throw error
    const movedTo = moveAside(file)
    const database = openChecked(file, { migrations, mustCheck: false })
    return { database, damage: { reason: String(error), movedTo } }
  }
}

/** A large file takes seconds; one that was closed as it should be has left no log, and needs none of it. */
function isWorthChecking(file: string): boolean {
  const bytesOf = (name: string) => statSync(name, { throwIfNoEntry: false })?.size ?? 0
  return bytesOf(`${file}-wal`) > 0 || bytesOf(file) <= CHECKED_ALWAYS_BYTES
}

/** Throws a fault of kind damage when the file is not whole, or not of a version that is known. */
function openChecked(
  file: string,
  { migrations, mustCheck }: { migrations: readonly string[]; mustCheck: boolean },
): DatabaseSync {
  const database = new DatabaseSync(file)
  try {
    configure(database)
    if (mustCheck) check(database)
    migrate(database, migrations)
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

/**
 * Source: sqlite.org/pragma.html, wal.html. FULL: each commit is on the disk when it returns. EXCLUSIVE: one process
 * alone, and no memory-mapped file beside it, which a full disk could turn into SIGBUS.
 */
function configure(database: DatabaseSync): void {
  database.exec(`
    PRAGMA locking_mode = EXCLUSIVE;
    PRAGMA auto_vacuum = INCREMENTAL;
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA foreign_keys = ON;
    PRAGMA trusted_schema = OFF;
    PRAGMA journal_size_limit = ${WAL_BYTES_KEPT};
    PRAGMA max_page_count = ${BYTES_MAX / PAGE_BYTES};
  `)
}

class NotWhole extends Error {
  readonly isDamage = true
}

function check(database: DatabaseSync): void {
  const found = database.prepare('PRAGMA quick_check(1)').get()
  if (found?.quick_check !== 'ok') throw new NotWhole(`quick_check: ${String(found?.quick_check)}`)
}

function migrate(database: DatabaseSync, migrations: readonly string[]): void {
  const version = Number(database.prepare('PRAGMA user_version').get()?.user_version)
  if (version > migrations.length) {
    throw new NotWhole(`It is of version ${version}, and ${migrations.length} is the newest that is known.`)
  }
  for (const [index, sql] of migrations.entries()) {
    if (index < version) continue
    database.exec(`BEGIN IMMEDIATE; ${sql}; PRAGMA user_version = ${index + 1}; COMMIT`)
  }
}

function moveAside(file: string): string {
  const directory = path.dirname(file)
  const target = path.join(directory, `store.damaged-${Date.now()}`)
  renameSync(file, target)
  if (existsSync(`${file}-wal`)) renameSync(`${file}-wal`, `${target}-wal`)
  rmSync(`${file}-shm`, { force: true })
  const damaged = readdirSync(directory).filter((name) => DAMAGED.test(name))
  for (const name of damaged.sort().slice(0, -DAMAGED_KEPT)) {
    for (const part of [name, `${name}-wal`]) rmSync(path.join(directory, part), { force: true })
  }
  return target
}
