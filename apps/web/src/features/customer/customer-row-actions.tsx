'use client'

import { useState } from 'react'
import { t } from '@/language/t.ts'
import type { CustomerView } from '@/server/services/customer/model.ts'
import { Button } from '@/ui/button.tsx'
import { openedLater } from '@/ui/opened-later.tsx'
import { useMe } from '../session/me.tsx'
import { ViewAsButton } from '../view-as/view-as-button.tsx'

const CustomerInviteDialog = openedLater(() =>
  import('./customer-invite-dialog.tsx').then((module) => module.CustomerInviteDialog),
)
const CustomerDeleteDialog = openedLater(() =>
  import('./customer-delete-dialog.tsx').then((module) => module.CustomerDeleteDialog),
)

/** What a seller does to one customer. */
export function CustomerRowActions({ customer }: { customer: CustomerView }) {
  const { rights, user } = useMe()
  const [asking, setAsking] = useState<'invite' | 'delete' | null>(null)
  const onClose = () => setAsking(null)
  const { name, guests } = customer
  const owned = t(
    '{name} still owns {guests, plural, one {# guest; delete or transfer it first.} other {# guests; delete or transfer them first.}}',
    { name, guests },
  )
  return (
    <div className="flex flex-wrap gap-2 sm:justify-end">
      {user.role !== 'support' && <ViewAsButton account={customer} />}
      {rights.includes('customer.create') && (
        <Button
          aria-label={t('Invite a user of {name}', { name })}
          onClick={() => setAsking('invite')}
          size="small"
        >
          {t('Invite')}
        </Button>
      )}
      {rights.includes('customer.delete') && (
        <Button
          aria-label={t('Delete {name}', { name })}
          deniedReason={guests > 0 ? owned : null}
          onClick={() => setAsking('delete')}
          size="small"
        >
          {t('Delete')}
        </Button>
      )}
      {asking === 'invite' && <CustomerInviteDialog customer={customer} onClose={onClose} />}
      {asking === 'delete' && <CustomerDeleteDialog customer={customer} onClose={onClose} />}
    </div>
  )
}
