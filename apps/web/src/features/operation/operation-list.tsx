'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { t } from '@/language/t.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Card } from '@/ui/card.tsx'
import { EmptyState } from '@/ui/empty-state.tsx'
import { Pager } from '@/ui/pager.tsx'
import { QueryView } from '../feedback/query-view.tsx'
import { useListPlace } from '../paging/use-list-place.ts'
import { OperationTable } from './operation-table.tsx'

const BUSY_EVERY_MS = 3000
const CALM_EVERY_MS = 20_000

export function OperationList() {
  const trpc = useTRPC()
  const { request, hrefOf } = useListPlace()
  const operations = useQuery(
    trpc.operation.page.queryOptions(request, {
      placeholderData: keepPreviousData,
      refetchInterval: ({ state }) =>
        state.data?.rows.some((one) => one.state === 'running') ? BUSY_EVERY_MS : CALM_EVERY_MS,
    }),
  )
  return (
    <Card flush>
      <QueryView query={operations}>
        {({ rows, ...place }) =>
          rows.length > 0 ? (
            <>
              <OperationTable operations={rows} />
              <Pager {...place} hrefOf={hrefOf} noun={t('operations')} />
            </>
          ) : (
            <EmptyState icon="operations" title={t('Nothing has been done yet')}>
              {t('Creating, starting, stopping and deleting guests shows up here, with its log.')}
            </EmptyState>
          )
        }
      </QueryView>
    </Card>
  )
}
