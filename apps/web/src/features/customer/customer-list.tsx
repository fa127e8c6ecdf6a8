'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useState } from 'react'
import { t } from '@/language/t.ts'
import type { CustomerView } from '@/server/services/customer/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import { Card } from '@/ui/card.tsx'
import { type Column, DataTable } from '@/ui/data-table.tsx'
import { EmptyState } from '@/ui/empty-state.tsx'
import { openedLater } from '@/ui/opened-later.tsx'
import { PageHeader } from '@/ui/page-header.tsx'
import { Pager } from '@/ui/pager.tsx'
import { SearchBox } from '@/ui/search-box.tsx'
import { TimeAgo } from '@/ui/time-ago.tsx'
import { QueryView } from '../feedback/query-view.tsx'
import { useListPlace } from '../paging/use-list-place.ts'
import { useMe } from '../session/me.tsx'
import { ViewBar } from '../view/view-bar.tsx'
import { CustomerRowActions } from './customer-row-actions.tsx'

const CustomerCreateDialog = openedLater(() =>
  import('./customer-create-dialog.tsx').then((module) => module.CustomerCreateDialog),
)

export function CustomerList() {
  const trpc = useTRPC()
  const { query, request, hrefOf, search } = useListPlace()
  const customers = useQuery(
    trpc.customer.search.queryOptions(request, { placeholderData: keepPreviousData }),
  )
  const [adding, setAdding] = useState(false)
  const isReseller = useMe().user.role === 'reseller'
  const add = isReseller && (
    <Button icon="plus" onClick={() => setAdding(true)} variant="primary">
      {t('New customer')}
    </Button>
  )
  return (
    <>
      <PageHeader action={add} description={t('The people who own guests.')} title={t('Customers')} />
      <div className="space-y-4">
        <ViewBar page="customers">
          <SearchBox
            initial={query}
            label={t('Search customers')}
            onSearch={search}
            placeholder={t('Name or e-mail address')}
          />
        </ViewBar>
        <Card flush>
          <QueryView query={customers}>
            {({ rows, ...place }) =>
              rows.length > 0 ? (
                <>
                  <CustomerTable customers={rows} />
                  <Pager {...place} hrefOf={hrefOf} noun={t('customers')} />
                </>
              ) : query ? (
                <EmptyState icon="search" title={t('No customer matches “{query}”', { query })} />
              ) : (
                <EmptyState action={add} icon="customers" title={t('No customers yet')}>
                  {isReseller
                    ? t('Add the first one; then create a guest for them.')
                    : t('Customers appear here as soon as a reseller adds one.')}
                </EmptyState>
              )
            }
          </QueryView>
        </Card>
      </div>
      {adding && <CustomerCreateDialog onClose={() => setAdding(false)} />}
    </>
  )
}

export function CustomerTable({ customers }: { customers: readonly CustomerView[] }) {
  return <DataTable caption={t('Customers')} columns={columns()} rowKey={(one) => one.id} rows={customers} />
}

const columns = (): Column<CustomerView>[] => [
  {
    id: 'name',
    header: t('Customer'),
    cell: (one) => (
      <div className="min-w-32">
        <p className="font-medium">{one.name}</p>
        <p className="text-sm wrap-anywhere text-faint">{one.email}</p>
        <div className="mt-2 sm:hidden">
          <CustomerRowActions customer={one} />
        </div>
      </div>
    ),
  },
  {
    id: 'guests',
    header: t('Guests'),
    align: 'right',
    cell: (one) => (
      <Link
        className="rounded font-medium hover:text-accent hover:underline"
        href={`/guests?q=${encodeURIComponent(one.email)}`}
      >
        {one.guests}
      </Link>
    ),
  },
  { id: 'since', header: t('Since'), from: 'sm', cell: (one) => <TimeAgo at={one.createdAt} /> },
  {
    id: 'viewAs',
    header: t('View as'),
    hiddenHeader: true,
    align: 'right',
    from: 'sm',
    cell: (one) => <CustomerRowActions customer={one} />,
  },
]
