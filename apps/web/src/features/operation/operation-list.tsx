'use client'

import { useQuery } from '@tanstack/react-query'
import { t } from '@/language/t.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Card } from '@/ui/card.tsx'
import { EmptyState } from '@/ui/empty-state.tsx'
import { QueryView } from '../feedback/query-view.tsx'
import { OperationTable } from './operation-table.tsx'

const BUSY_EVERY_MS = 3000
const CALM_EVERY_MS = 20_000

export function OperationList() {
  const trpc = useTRPC()
  const operations = useQuery(
    trpc.operation.list.queryOptions(undefined, {
      refetchInterval: ({ state }) =>
        state.data?.some((one) => one.state === 'running') ? BUSY_EVERY_MS : CALM_EVERY_MS,
    }),
  )
  return (
    <Card flush>
      <QueryView query={operations}>
        {(rows) =>
          rows.length > 0 ? (
            <OperationTable operations={rows} />
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
