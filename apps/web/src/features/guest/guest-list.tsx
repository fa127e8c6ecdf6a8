'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { t } from '@/language/t.ts'
import type { GuestView } from '@/server/services/guest/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { LinkButton } from '@/ui/button.tsx'
import { Card } from '@/ui/card.tsx'
import { EmptyState } from '@/ui/empty-state.tsx'
import { Pager } from '@/ui/pager.tsx'
import { SearchBox } from '@/ui/search-box.tsx'
import { QueryView } from '../feedback/query-view.tsx'
import { useListPlace } from '../paging/use-list-place.ts'
import { useMe } from '../session/me.tsx'
import { ViewBar } from '../view/view-bar.tsx'
import { GuestSelectTable } from './guest-select-table.tsx'
import { GuestTable } from './guest-table.tsx'
import { useGuestsLive } from './use-guests-live.ts'

/** The search lives in the address, so that it can be shared and survives a reload. */
export function GuestList({ autoFocus = false, rows }: { autoFocus?: boolean; rows?: number }) {
  const trpc = useTRPC()
  const { query, request, hrefOf, search } = useListPlace()
  const asked = rows === undefined ? request : { ...request, rows }
  const guests = useQuery(trpc.guest.list.queryOptions(asked, { placeholderData: keepPreviousData }))
  useGuestsLive(guests.data?.rows)
  return (
    <div className="space-y-4">
      <ViewBar page="guests">
        <SearchBox
          autoFocus={autoFocus}
          initial={query}
          label={t('Search guests')}
          onSearch={search}
          placeholder={t('Name, address, host name, customer or e-mail')}
        />
      </ViewBar>
      <Card flush>
        <QueryView query={guests}>
          {({ rows: found, ...place }) =>
            found.length > 0 ? (
              <>
                <Guests guests={found} />
                <Pager {...place} hrefOf={hrefOf} noun={t('guests')} />
              </>
            ) : query ? (
              <EmptyState icon="search" title={t('No guest matches “{query}”', { query })}>
                {t(
                  'Search by name, host name, customer or e-mail address, of which a part is enough, or by a whole IP address.',
                )}
              </EmptyState>
            ) : (
              <NoGuests />
            )
          }
        </QueryView>
      </Card>
    </div>
  )
}

/** Support helps with one guest at a time. */
function Guests({ guests }: { guests: readonly GuestView[] }) {
  const isSupport = useMe().user.role === 'support'
  return isSupport ? <GuestTable guests={guests} /> : <GuestSelectTable guests={guests} />
}

export function NoGuests() {
  const { role } = useMe().user
  if (role === 'reseller')
    return (
      <EmptyState
        action={
          <LinkButton href="/guests/new" icon="plus" variant="primary">
            {t('Create guest')}
          </LinkButton>
        }
        icon="guests"
        title={t('No guests yet')}
      >
        {t('Create the first one: choose a customer, a plan and a template, and it runs in a few seconds.')}
      </EmptyState>
    )
  return (
    <EmptyState icon="guests" title={t('No guests yet')}>
      {role === 'customer'
        ? t('Your provider has not set one up for you yet.')
        : t('Guests appear here as soon as a reseller creates one.')}
    </EmptyState>
  )
}
