import { createDb, type Db } from '@vserver/db'
import { embeddedUrl } from '@vserver/db/embedded'
import { inject } from 'vitest'
import { runSql } from './run-sql.ts'

/** The session role turns off foreign keys and the guard of the audit log, for this transaction. */
const EMPTY = `DO $$
DECLARE name text;
BEGIN
  PERFORM set_config('session_replication_role', 'replica', true);
  FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> '_prisma_migrations'
  LOOP EXECUTE format('DELETE FROM %I', name); END LOOP;
END $$`

type Opened = { db: Db; url: string; plans: Awaited<ReturnType<Db['plan']['findMany']>> }

/** One per process, as making one takes longer than most tests: tests of a process come one after the other. */
let opened: Promise<Opened> | null = null

/** A database as the migrations leave it, the test's own until the next test asks. */
export async function freshDatabase(): Promise<Db> {
  opened ??= open()
  const { db, plans } = await opened
  await db.$executeRawUnsafe(EMPTY)
  await db.plan.createMany({ data: plans.map((plan) => ({ ...plan, moreLimits: plan.moreLimits ?? {} })) })
  return db
}

/** Where the database of the tests of this process is, for connections of their own. */
export async function databaseUrl(): Promise<string> {
  opened ??= open()
  return (await opened).url
}

/** Gone with the server at the end of the run. */
async function open(): Promise<Opened> {
  const directory = inject('postgresDirectory')
  const name = `test_${crypto.randomUUID().replaceAll('-', '')}`
  await runSql(embeddedUrl(directory), `CREATE DATABASE ${name} TEMPLATE panel_template`)
  const url = embeddedUrl(directory, name)
  const db = createDb(url)
  return { db, url, plans: await db.plan.findMany() }
}
