import { createDb, type Db } from '@vserver/db'
import { embeddedUrl } from '@vserver/db/embedded'
import { inject, onTestFinished } from 'vitest'
import { runSql } from './run-sql.ts'

/** A migrated database of the test's own, dropped after it. */
export async function freshDatabase(): Promise<Db> {
  const directory = inject('postgresDirectory')
  const admin = embeddedUrl(directory)
  const name = `test_${crypto.randomUUID().replaceAll('-', '')}`
  await runSql(admin, `CREATE DATABASE ${name} TEMPLATE panel_template`)
  const db = createDb(embeddedUrl(directory, name))
  onTestFinished(async () => {
    await db.$disconnect()
    await runSql(admin, `DROP DATABASE ${name} WITH (FORCE)`)
  })
  return db
}
