import { VserverError } from '@vserver/core/errors'
import type { Prisma } from '@vserver/db'
import { msg, t } from '@/language/t.ts'
import type { ServiceContext } from '../../context.ts'
import { serialisable } from '../allowance/serialisable.ts'
import type { ScopedView } from './in-scope.ts'
import { type CreateViewRequest, type SavedView, VIEWS_MAX, ViewFilters, ViewPage } from './model.ts'

/** The viewer's own of one list, or of all, by name. */
export async function listViews(
  { db, viewer }: ServiceContext,
  page: ViewPage | undefined,
): Promise<SavedView[]> {
  const rows = await db.savedView.findMany({
    where: { userId: viewer.id, ...(page ? { page } : {}) },
    orderBy: { nameKey: 'asc' },
  })
  return rows.map((row) => ({
    ...{ id: row.id, name: row.name, isDefault: row.isDefault },
    ...{ page: ViewPage.parse(row.page), filters: ViewFilters.parse(row.filters) },
  }))
}

export function createView(
  { db, viewer: { id: userId } }: ServiceContext,
  { page, name, filters }: CreateViewRequest,
): Promise<{ id: string }> {
  return serialisable(db, async (tx) => {
    if ((await tx.savedView.count({ where: { userId } })) >= VIEWS_MAX)
      throw new VserverError('NO_CAPACITY', 'Too many saved views.', {
        hint: t('You have {count} saved views already; delete one first.', { count: VIEWS_MAX }),
      })
    await requireFreeName(tx, { userId, page, name })
    const data = { userId, page, name, nameKey: keyOf(name), filters }
    return tx.savedView.create({ data, select: { id: true } })
  })
}

export function renameView(
  { db, viewer: { id: userId } }: ServiceContext,
  { id, page }: ScopedView,
  name: string,
): Promise<{ id: string }> {
  return serialisable(db, async (tx) => {
    await requireFreeName(tx, { userId, page, name, except: id })
    return tx.savedView.update({
      where: { id },
      data: { name, nameKey: keyOf(name) },
      select: { id: true },
    })
  })
}

/** The list opens with this one, and with no other; or with all again. */
export function setDefaultView(
  { db, viewer: { id: userId } }: ServiceContext,
  { id, page }: ScopedView,
  isDefault: boolean,
): Promise<{ id: string }> {
  return serialisable(db, async (tx) => {
    if (isDefault) await tx.savedView.updateMany({ where: { userId, page }, data: { isDefault: false } })
    return tx.savedView.update({ where: { id }, data: { isDefault }, select: { id: true } })
  })
}

/** Two tabs may delete it at once. */
export async function deleteView({ db }: ServiceContext, { id }: ScopedView): Promise<{ deleted: true }> {
  await db.savedView.deleteMany({ where: { id } })
  return { deleted: true }
}

type Name = { userId: string; page: string; name: string; except?: string }

async function requireFreeName(
  tx: Prisma.TransactionClient,
  { userId, page, name, except }: Name,
): Promise<void> {
  const taken = await tx.savedView.findFirst({
    where: { userId, page, nameKey: keyOf(name), ...(except ? { id: { not: except } } : {}) },
    select: { id: true },
  })
  if (taken)
    throw new VserverError('ALREADY_EXISTS', 'A view of this list has this name.', {
      subject: 'name',
      hint: msg('Another of your views of this list has this name; choose another.'),
    })
}

function keyOf(name: string): string {
  return name.normalize('NFKC').toLowerCase()
}
