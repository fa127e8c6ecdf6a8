import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import type { Db } from '@vserver/db'
import { createAdmin } from '@vserver/db/seed'

const LOCAL_HOST_ID = 'local'
const FIRST_EMAIL = 'admin@localhost.localdomain'

type Options = { hostname: string; socketPath: string; firstSignInFile: string }

/** What a panel needs before anybody can use it: its own host, and one person who may sign in. */
export async function bootstrap(db: Db, { hostname, socketPath, firstSignInFile }: Options): Promise<void> {
  const host = { name: hostname, socketPath }
  await db.host.upsert({
    where: { id: LOCAL_HOST_ID },
    create: { id: LOCAL_HOST_ID, ...host },
    update: host,
  })
  if ((await db.user.count()) === 0) await createFirstAdmin(db, firstSignInFile)
}

/**
 * The file comes before the row: a crash between leaves a file that names nobody, and the next start writes both
 * anew. It goes when the password has been changed.
 */
async function createFirstAdmin(db: Db, file: string): Promise<void> {
  const password = randomBytes(12).toString('hex')
  const lines = `email=${FIRST_EMAIL}\npassword=${password}\n`
  writeFileSync(file, lines, { mode: 0o600, flush: true })
  await createAdmin(db, { name: 'Administrator', email: FIRST_EMAIL, password, mustChangePassword: true })
}
