'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { t } from '@/language/t.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Card } from '@/ui/card.tsx'
import { EmptyState } from '@/ui/empty-state.tsx'
import { Pager } from '@/ui/pager.tsx'
import { SearchBox } from '@/ui/search-box.tsx'
import { QueryView } from '../feedback/query-view.tsx'
import { useListPlace } from '../paging/use-list-place.ts'
import { ViewBar } from '../view/view-bar.tsx'
import { AuditRows } from './audit-rows.tsx'

export function AuditList() {
  const trpc = useTRPC()
  const { query, request, hrefOf, search } = useListPlace()
  const audit = useQuery(trpc.audit.search.queryOptions(request, { placeholderData: keepPreviousData }))
  return (
    <div className="space-y-4">
      <ViewBar page="audit">
        <SearchBox
          initial={query}
          label={t('Search the audit')}
          onSearch={search}
          placeholder={t('Person, action or guest')}
        />
      </ViewBar>
      <Card flush>
        <QueryView query={audit}>
          {({ rows, ...place }) =>
            rows.length > 0 ? (
              <>
                <AuditRows rows={rows} />
                <Pager {...place} hrefOf={hrefOf} noun={t('acts')} />
              </>
            ) : (
              <EmptyState
                icon="audit"
                title={
                  query
                    ? t('Nothing matches “{search}”', { search: query })
                    : t('Nothing has been recorded yet')
                }
              />
            )
          }
        </QueryView>
      </Card>
    </div>
  )
}
