import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { GIB, MIB } from '@vserver/core/units'
import { isDamage } from './faults.ts'

/** The file never grows beyond: a write that would is refused as on a full disk. */
const BYTES_MAX = 16 * GIB
const PAGE_BYTES = 4096
const WAL_BYTES_KEPT = 16 * MIB

/** Only this many damaged files are kept, or they would fill the disk in their turn. */
const DAMAGED_KEPT = 1
const DAMAGED = /^store\.damaged-\d+$/

export type OpenedDatabase = {
  database: DatabaseSync
  /** Why and where to an earlier file was put aside; null when there was nothing wrong. */
  damage: { reason: string; movedTo: string } | null
}

/** Opens the file, which is made when there is none. One that cannot be used is put aside: a start never fails for it. */
export function openDatabase(file: string, migrations: readonly string[]): OpenedDatabase {
  if (file !== ':memory:') mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 })
  try {
    return { database: openChecked(file, migrations), damage: null }
  } catch (error) {
    if (!isDamage(error) || file === ':memory:') throw error
    const movedTo = moveAside(file)
    return { database: openChecked(file, migrations), damage: { reason: String(error), movedTo } }
  }
}

/** Throws a fault of kind damage when the file is not whole, or not of a version that is known. */
function openChecked(file: string, migrations: readonly string[]): DatabaseSync {
  const database = new DatabaseSync(file)
  try {
    configure(database)
    check(database)
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
