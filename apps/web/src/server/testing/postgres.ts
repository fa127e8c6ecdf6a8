import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { embeddedUrl, startEmbedded } from '@vserver/db/embedded'
import { migrate } from '@vserver/db/migrate'
import type { TestProject } from 'vitest/node'
import { runSql } from './run-sql.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Holds the server of this run; databases are copied from its database `panel_template`. */
    postgresDirectory: string
  }
}

const NOBODY = { uid: 65_534, gid: 65_534 }
const MIGRATIONS = path.join(import.meta.dirname, '../../../../../prisma/migrations')

/** One PostgreSQL for all suites, with a migrated database to copy from. */
export default async function startPostgres(project: TestProject): Promise<() => Promise<void>> {
  const parent = mkdtempSync(path.join(os.tmpdir(), 'vserver-web-test-'))
  chmodSync(parent, 0o755)
  const directory = path.join(parent, 'postgres')
  const runAs = process.getuid?.() === 0 ? { runAs: NOBODY } : {}
  const server = await startEmbedded({ directory, isThrowaway: true, ...runAs })
  await runSql(server.url, 'CREATE DATABASE panel_template')
  await migrate(embeddedUrl(directory, 'panel_template'), MIGRATIONS)
  project.provide('postgresDirectory', directory)
  return async () => {
    await server.stop()
    rmSync(parent, { recursive: true, force: true })
  }
}
