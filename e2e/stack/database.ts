import { createDb, type Db } from '@vserver/db'
import { embeddedUrl } from '@vserver/db/embedded'
import { DATA_DIR } from './instance.ts'

/** The panel's own database, for seeding: the run is root and may read its password. */
export function openDatabase(): Db {
  return createDb(embeddedUrl(`${DATA_DIR}/panel/postgres`))
}
