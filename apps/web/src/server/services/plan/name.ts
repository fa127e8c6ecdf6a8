import { VserverError } from '@vserver/core/errors'
import type { Transaction } from '@vserver/db'
import { t } from '@/language/t.ts'
import { NEWEST } from './in-scope.ts'

type Named = { name: string; accountId: string | null; familyId?: string }

/** A seller calls one plan by a name; what its older versions were called does not count. */
export async function requireNameFree(tx: Transaction, { name, accountId, familyId }: Named): Promise<void> {
  const others = familyId ? { familyId: { not: familyId } } : {}
  const taken = await tx.plan.findFirst({ where: { ...NEWEST, ...others, name, accountId } })
  if (taken)
    throw new VserverError('ALREADY_EXISTS', 'A plan of this name exists.', {
      subject: name,
      hint: t('Choose another name.'),
    })
}
