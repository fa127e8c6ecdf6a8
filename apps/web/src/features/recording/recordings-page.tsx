'use client'

import { t } from '@/language/t.ts'
import { PageHeader } from '@/ui/page-header.tsx'
import { RecordingsCard } from './recordings-card.tsx'

export function RecordingsPage({ guestId, guestName }: { guestId: string; guestName: string }) {
  return (
    <>
      <PageHeader
        crumbs={[
          { label: t('Guests'), href: '/guests' },
          { label: guestName, href: `/guests/${guestId}` },
        ]}
        title={t('Recordings')}
      />
      <RecordingsCard guestId={guestId} />
    </>
  )
}
