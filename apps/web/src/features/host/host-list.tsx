'use client'

import { useQuery } from '@tanstack/react-query'
import { t } from '@/language/t.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Card } from '@/ui/card.tsx'
import { EmptyState } from '@/ui/empty-state.tsx'
import { QueryView } from '../feedback/query-view.tsx'
import { HostCard } from './host-card.tsx'

export const HOSTS_EVERY_MS = 5000

export function HostList() {
  const trpc = useTRPC()
  const hosts = useQuery(trpc.host.list.queryOptions(undefined, { refetchInterval: HOSTS_EVERY_MS }))
  return (
    <QueryView query={hosts}>
      {(rows) =>
        rows.length > 0 ? (
          <ul className="space-y-5">
            {rows.map((host) => (
              <li key={host.id}>
                <HostCard host={host} />
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
