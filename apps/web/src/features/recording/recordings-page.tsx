'use client'

import { PageHeader } from '@/ui/page-header.tsx'
import { RecordingsCard } from './recordings-card.tsx'

export function RecordingsPage({ guestId, guestName }: { guestId: string; guestName: string }) {
  return (
    <>
      <PageHeader
        crumbs={[
          { label: 'Guests', href: '/guests' },
          { label: guestName, href: `/guests/${guestId}` },
        ]}
        title="Recordings"
      />
      <RecordingsCard guestId={guestId} />
    </>
  )
}
