import { VserverError } from '@vserver/core/errors'
import { msg } from '@/language/t.ts'
import type { ServiceContext } from '../../context.ts'

export type ScopedView = { id: string; page: string }

/** A view is for the person who saved it and nobody else. */
export async function getViewInScope({ db, viewer }: ServiceContext, viewId: string): Promise<ScopedView> {
  const view = await db.savedView.findFirst({
    where: { id: viewId, userId: viewer.id },
    select: { id: true, page: true },
  })
  if (view) return view
  throw new VserverError('NOT_FOUND', 'There is no such view of this user.', {
    subject: viewId,
    hint: msg('It is deleted already; open the list again.'),
  })
}
