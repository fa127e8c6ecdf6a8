'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { t } from '@/language/t.ts'
import type { GuestView } from '@/server/services/guest/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Card } from '@/ui/card.tsx'
import { PageHeader } from '@/ui/page-header.tsx'
import { QueryView } from '../feedback/query-view.tsx'
import { GuestCard } from '../guest/guest-card.tsx'
import { NoGuests } from '../guest/guest-list.tsx'
import { GuestPage } from '../guest/guest-page.tsx'
import { GuestSkeleton } from '../guest/guest-skeleton.tsx'
import { useGuestsLive } from '../guest/use-guests-live.ts'

/** One guest: its page at once. Several: a card each. */
export function CustomerHome() {
  const trpc = useTRPC()
  const guests = useQuery(trpc.guest.list.queryOptions({}))
  return (
    <QueryView query={guests} skeleton={<GuestSkeleton />}>
      {({ rows, total }) => {
        const [only] = rows
        if (only && rows.length === 1) return <GuestPage guestId={only.id} />
        return (
          <>
            <Live rows={rows} />
            <PageHeader description={t('How they are now.')} title={t('Your guests')} />
            {rows.length === 0 ? (
              <Card>
                <NoGuests />
              </Card>
            ) : (
              <ul className="grid gap-5 md:grid-cols-2">
                {rows.map((guest) => (
                  <li key={guest.id}>
                    <GuestCard guest={guest} />
                  </li>
                ))}
              </ul>
            )}
            {total > rows.length && (
              <p className="mt-5">
                <Link className="rounded font-medium text-accent hover:underline" href="/guests">
                  {t('All {count, plural, one {# guest} other {# guests}}', { count: total })}
                </Link>
              </p>
            )}
          </>
        )
      }}
    </QueryView>
  )
}

function Live({ rows }: { rows: readonly GuestView[] }) {
  useGuestsLive(rows)
  return null
}
