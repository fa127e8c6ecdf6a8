'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { t } from '@/language/t.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import { Card } from '@/ui/card.tsx'
import { EmptyState } from '@/ui/empty-state.tsx'
import { openedLater } from '@/ui/opened-later.tsx'
import { PageHeader } from '@/ui/page-header.tsx'
import { QueryView } from '../feedback/query-view.tsx'
import { useMe } from '../session/me.tsx'
import { PoolTable } from './pool-table.tsx'
import { WhoHas } from './who-has.tsx'

const PoolCreateDialog = openedLater(() =>
  import('./pool-create-dialog.tsx').then((module) => module.PoolCreateDialog),
)

/** The pools that guests get addresses of, and who has or had one. */
export function AddressPage() {
  const trpc = useTRPC()
  const { role } = useMe().user
  const pools = useQuery(trpc.address.pools.queryOptions())
  const [adding, setAdding] = useState(false)
  const denied = role === 'admin' ? null : t('Only administrators add pools.')
  const add = (
    <Button deniedReason={denied} icon="plus" onClick={() => setAdding(true)} variant="primary">
      {t('New pool')}
    </Button>
  )
  return (
    <>
      <PageHeader
        action={add}
        description={t(
          'Networks whose addresses guests get. Each address has one owner, and its history stays.',
        )}
        title={t('Addresses')}
      />
      <div className="space-y-5">
        <Card flush>
          <QueryView query={pools}>
            {(rows) =>
              rows.length > 0 ? (
                <PoolTable pools={rows} />
              ) : (
                <EmptyState action={add} icon="addresses" title={t('No pool yet')}>
                  {t(
                    'Guests have no addresses until there is one. Take the network that your provider routes to this host, or a private one such as 10.1.0.0/24 for guests behind the host’s address.',
                  )}
                </EmptyState>
              )
            }
          </QueryView>
        </Card>
        <WhoHas />
      </div>
      {adding && <PoolCreateDialog onClose={() => setAdding(false)} />}
    </>
  )
}
