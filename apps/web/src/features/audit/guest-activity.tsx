'use client'

import { useQuery } from '@tanstack/react-query'
import { t } from '@/language/t.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Card } from '@/ui/card.tsx'
import { EmptyState } from '@/ui/empty-state.tsx'
import { QueryView } from '../feedback/query-view.tsx'
import { activityOf } from './activity-of.ts'
import { AuditRows } from './audit-rows.tsx'
import { isWorthTelling } from './audit-words.ts'

const SHOWN = 12

export function GuestActivity({ guestId }: { guestId: string }) {
  const trpc = useTRPC()
  const audit = useQuery(trpc.audit.list.queryOptions(activityOf(guestId)))
  return (
    <Card
      description={t('What people did to this guest, support staff included.')}
      flush
      title={t('Activity')}
    >
      <QueryView query={audit}>
        {(rows) => {
          const told = rows.filter(isWorthTelling)
          return told.length > 0 ? (
            <AuditRows rows={told.slice(0, SHOWN)} />
          ) : (
            <EmptyState icon="audit" title={t('Nobody has done anything to it yet')} />
          )
        }}
      </QueryView>
    </Card>
  )
}
