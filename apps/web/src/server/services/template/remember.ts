import type { Template } from '@vserver/core/template/model'
import type { Db } from '@vserver/db'

/** Keeps what a template is called for pages that are shown while its host does not answer. */
export async function rememberTemplate(db: Db, hostId: string, { id, label }: Template): Promise<void> {
  await db.template.upsert({
    where: { hostId_id: { hostId, id } },
    create: { hostId, id, label },
    update: { label },
  })
}
