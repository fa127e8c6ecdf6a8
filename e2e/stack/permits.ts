import { randomBytes } from 'node:crypto'
import { request as requests } from '@playwright/test'
import { createAdmin } from '@vserver/db/seed'
import { runCommand } from './command.ts'
import { openDatabase } from './database.ts'
import { INSTANCE, LIB_DIR, ORIGIN } from './instance.ts'
import { mutate, signInByApi } from './panel-api.ts'

/** More than a run stops or deletes, for longer than it takes. */
const MOST = { count: 1000, minutes: 180 }

/**
 * The broker lets a host lose twenty guests at once and then one each half minute, for which a run would wait longer
 * than for anything else. An admin asks and root confirms, as for any host that is emptied.
 */
export async function permitMany(): Promise<void> {
  const db = openDatabase()
  const mark = randomBytes(8).toString('hex')
  const admin = await createAdmin(db, { name: 'Admin', email: `${mark}@example.test`, password: mark })
  await db.$disconnect()
  const api = await requests.newContext({ baseURL: ORIGIN })
  await signInByApi(api, admin)
  for (const kind of ['stop', 'delete']) {
    const asked = await mutate(api, 'bulk.ask', { hostId: 'local', ask: { kind, ...MOST } })
    if (asked.status !== 200) throw new Error(`bulk.ask: ${asked.message}`)
    const { id } = asked.data as { id: number }
    const confirm = ['--instance', INSTANCE, '--at-once', String(id)]
    const confirmed = await runCommand(`${LIB_DIR}/programs/vs-confirm`, confirm)
    if (confirmed.status !== 0) throw new Error(`vs-confirm: ${confirmed.output}`)
  }
  await api.dispose()
}
