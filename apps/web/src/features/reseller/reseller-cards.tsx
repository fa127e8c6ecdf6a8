'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useState } from 'react'
import { t } from '@/language/t.ts'
import type { ResellerView } from '@/server/services/account/model.ts'
import type { PageRequest } from '@/server/services/paging/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import { Card } from '@/ui/card.tsx'
import { EmptyState } from '@/ui/empty-state.tsx'
import { openedLater } from '@/ui/opened-later.tsx'
import { Pager } from '@/ui/pager.tsx'
import { SearchBox } from '@/ui/search-box.tsx'
import { PoolBars } from '../allowance/pool-bars.tsx'
import { QueryView } from '../feedback/query-view.tsx'
import { useListPlace } from '../paging/use-list-place.ts'
import { ViewBar } from '../view/view-bar.tsx'
import { ViewAsButton } from '../view-as/view-as-button.tsx'
import { FIRST_RESELLERS, RESELLERS_A_PAGE } from './resellers-a-page.ts'

const AllowancesDialog = openedLater(() =>
  import('./allowances-dialog.tsx').then((module) => module.AllowancesDialog),
)

type CardsProps = { onAdd: () => void }

/** All of them, ten on a page. */
export function ResellerCards({ onAdd }: CardsProps) {
  const { query, request, hrefOf, search } = useListPlace()
  const resellers = useResellers({ ...request, ...RESELLERS_A_PAGE })
  return (
    <div className="space-y-5">
      <ViewBar page="resellers">
        <SearchBox
          initial={query}
          label={t('Search resellers')}
          onSearch={search}
          placeholder={t('Name or e-mail address')}
        />
      </ViewBar>
      <QueryView query={resellers}>
        {({ rows, ...place }) =>
          query && rows.length === 0 ? (
            <EmptyState icon="search" title={t('No reseller matches “{query}”', { query })} />
          ) : (
            <>
              <Cards onAdd={onAdd} rows={rows} />
              <Pager {...place} hrefOf={hrefOf} noun={t('resellers')} />
            </>
          )
        }
      </QueryView>
    </div>
  )
}

/** The first of them, and the way to all. */
export function FirstResellers({ onAdd }: CardsProps) {
  const resellers = useResellers(FIRST_RESELLERS)
  return (
    <QueryView query={resellers}>
      {({ rows, total }) => (
        <>
          <Cards onAdd={onAdd} rows={rows} />
          {total > rows.length && (
            <p className="mt-5">
              <Link className="rounded font-medium text-accent hover:underline" href="/resellers">
                {t('All {total} resellers', { total })}
              </Link>
            </p>
          )}
        </>
      )}
    </QueryView>
  )
}

function useResellers(request: PageRequest) {
  const trpc = useTRPC()
  return useQuery(trpc.account.searchResellers.queryOptions(request, { placeholderData: keepPreviousData }))
}

function Cards({ rows, onAdd }: CardsProps & { rows: readonly ResellerView[] }) {
  const [changing, setChanging] = useState<ResellerView | null>(null)
  return rows.length === 0 ? (
    <Card>
      <EmptyState
        action={<Button onClick={onAdd}>{t('New reseller')}</Button>}
        icon="resellers"
        title={t('No resellers yet')}
      >
        {t('A reseller has a pool of guests, memory and processors and sells them to its customers.')}
      </EmptyState>
    </Card>
  ) : (
    <ul className="space-y-5">
      {rows.map((reseller) => (
        <li key={reseller.id}>
          <Card
            action={
              <div className="flex flex-wrap gap-2">
                <ViewAsButton account={reseller} />
                <Button onClick={() => setChanging(reseller)} size="small">
                  {t('Change the pool')}
                </Button>
              </div>
            }
            description={holdings(reseller)}
            title={reseller.name}
          >
            <PoolBars pool={reseller.pool} />
          </Card>
        </li>
      ))}
      {changing && <AllowancesDialog onClose={() => setChanging(null)} reseller={changing} />}
    </ul>
  )
}

function holdings({ email, customers, guests }: ResellerView): string {
  return t(
    '{email} · {customers, plural, one {# customer} other {# customers}} · {guests, plural, one {# guest} other {# guests}}',
    { email, customers, guests },
  )
}
