'use client'

import { useState } from 'react'
import { t } from '@/language/t.ts'
import { Button } from '@/ui/button.tsx'
import { openedLater } from '@/ui/opened-later.tsx'
import { PageHeader } from '@/ui/page-header.tsx'
import { ResellerCards } from './reseller-cards.tsx'

const ResellerCreateDialog = openedLater(() =>
  import('./reseller-create-dialog.tsx').then((module) => module.ResellerCreateDialog),
)
const SupportCreateDialog = openedLater(() =>
  import('./support-create-dialog.tsx').then((module) => module.SupportCreateDialog),
)

export function ResellerList() {
  const [adding, setAdding] = useState<'reseller' | 'support' | null>(null)
  const close = () => setAdding(null)
  return (
    <>
      <PageHeader
        action={
          <>
            <Button icon="plus" onClick={() => setAdding('support')}>
              {t('New support user')}
            </Button>
            <Button icon="plus" onClick={() => setAdding('reseller')} variant="primary">
              {t('New reseller')}
            </Button>
          </>
        }
        description={t('Who sells guests, and how much of this installation they may reserve.')}
        title={t('Resellers')}
      />
      <ResellerCards onAdd={() => setAdding('reseller')} />
      {adding === 'reseller' && <ResellerCreateDialog onClose={close} />}
      {adding === 'support' && <SupportCreateDialog onClose={close} />}
    </>
  )
}
