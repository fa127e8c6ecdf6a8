/**
 * Applies migrations at run time, so that production needs no Prisma CLI. Keeps Prisma's own bookkeeping table:
 * `prisma migrate status` agrees.
 */
import { createHash, randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import pg from 'pg'

type Migration = { name: string; sql: string; checksum: string }
type Applied = {
  migration_name: string
  checksum: string
  finished_at: Date | null
  rolled_back_at: Date | null
}

/** The key of Prisma Migrate's own advisory lock. */
const LOCK = 72_707_369
const BOOKKEEPING = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ,
  migration_name VARCHAR(255) NOT NULL, logs TEXT, rolled_back_at TIMESTAMPTZ,
  started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0)`

/** Returns the names of the migrations that were applied now. Several processes may call it at once. */
export async function migrate(url: string, directory: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query('SELECT pg_advisory_lock($1)', [LOCK])
    await client.query(BOOKKEEPING)
    const pending = await findPending(client, readMigrations(directory))
    for (const migration of pending) await apply(client, migration)
    return pending.map(({ name }) => name)
  } finally {
    await client.end()
  }
}

function readMigrations(directory: string): Migration[] {
  const names = readdirSync(directory).filter((name) => /^\d{14}_/.test(name))
  return names.sort().map((name) => {
    const sql = readFileSync(path.join(directory, name, 'migration.sql'), 'utf8')
    return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
  })
}

async function findPending(client: pg.Client, migrations: Migration[]): Promise<Migration[]> {
  const { rows } = await client.query<Applied>(
    'SELECT migration_name, checksum, finished_at, rolled_back_at FROM _prisma_migrations',
  )
  const live = rows.filter((row) => !row.rolled_back_at)
  const failed = live.find((row) => !row.finished_at)
  if (failed)
    throw new Error(`Migration ${failed.migration_name} failed earlier; see _prisma_migrations.logs.`)
  return migrations.filter(({ name, checksum }) => {
    const applied = live.find((row) => row.migration_name === name)
    if (applied && applied.checksum !== checksum)
      throw new Error(`Migration ${name} was edited after it had been applied.`)
    return !applied
  })
}

async function apply(client: pg.Client, { name, sql, checksum }: Migration): Promise<void> {
  const id = randomUUID()
  await client.query('BEGIN')
  try {
    await client.query(sql)
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, now(), 1)`,
      [id, checksum, name],
    )
    await client.query('COMMIT')
  } catch (error) {
    await client.query('ROLLBACK')
    throw new Error(`Migration ${name} failed; the database is as it was.`, { cause: error })
  }
}
