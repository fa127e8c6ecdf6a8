'use client'

import { useQuery } from '@tanstack/react-query'
import { t } from '@/language/t.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Card } from '@/ui/card.tsx'
import { EmptyState } from '@/ui/empty-state.tsx'
import { QueryView } from '../feedback/query-view.tsx'
import { HostStorage } from './host-storage.tsx'

/** The storage of every host. */
export function StoragePage() {
  const trpc = useTRPC()
  const hosts = useQuery(trpc.host.list.queryOptions())
  return (
    <QueryView query={hosts}>
      {(rows) =>
        rows.length > 0 ? (
          <ul className="space-y-8">
            {rows.map((host) => (
              <li key={host.id}>
                <HostStorage host={host} />
              </li>
            ))}
          </ul>
        ) : (
          <Card>
            <EmptyState icon="hosts" title={t('No host yet')}>
              {t('./up registers this machine as the first one.')}
            </EmptyState>
          </Card>
        )
      }
    </QueryView>
  )
}
