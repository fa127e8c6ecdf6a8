'use client'

import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { msg, t } from '@/language/t.ts'
import type { PoolView } from '@/server/services/address/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import { Card } from '@/ui/card.tsx'
import { EmptyState } from '@/ui/empty-state.tsx'
import { openedLater } from '@/ui/opened-later.tsx'
import { PageHeader } from '@/ui/page-header.tsx'
import { Pager } from '@/ui/pager.tsx'
import { useToast } from '@/ui/toast.tsx'
import { QueryView } from '../feedback/query-view.tsx'
import { useFailureToast } from '../feedback/use-failure-toast.ts'
import { useListPlace } from '../paging/use-list-place.ts'
import { useMe } from '../session/me.tsx'
import { AddressTable } from './address-table.tsx'
import { PoolFacts } from './pool-facts.tsx'

const KeepDialog = openedLater(() => import('./keep-dialog.tsx').then((module) => module.KeepDialog))
const PoolEditDialog = openedLater(() =>
  import('./pool-edit-dialog.tsx').then((module) => module.PoolEditDialog),
)

const NOT_ADMIN = msg('Only administrators change pools.')

/** One pool: what it is, and each address of it that is not free. */
export function PoolPage({ poolId }: { poolId: string }) {
  const trpc = useTRPC()
  const pools = useQuery(trpc.address.pools.queryOptions())
  return (
    <QueryView query={pools}>
      {(rows) => {
        const pool = rows.find(({ id }) => id === poolId)
        return pool ? <OnePool pool={pool} /> : <Gone />
      }}
    </QueryView>
  )
}

function Gone() {
  return (
    <Card>
      <EmptyState icon="addresses" title={t('This pool is not there')}>
        {t('It may have been deleted: go back to the list of addresses.')}
      </EmptyState>
    </Card>
  )
}

function OnePool({ pool }: { pool: PoolView }) {
  const trpc = useTRPC()
  const { role } = useMe().user
  const { request, hrefOf } = useListPlace()
  const [asking, setAsking] = useState<'edit' | 'keep' | null>(null)
  const addresses = useQuery(
    trpc.address.ofPool.queryOptions({ poolId: pool.id, ...request }, { placeholderData: keepPreviousData }),
  )
  const denied = role === 'admin' ? null : t(NOT_ADMIN)
  const keep = (
    <Button deniedReason={denied} onClick={() => setAsking('keep')} size="small">
      {t('Keep an address')}
    </Button>
  )
  return (
    <>
      <PageHeader
        action={
          <>
            <Button deniedReason={denied} onClick={() => setAsking('edit')}>
              {t('Change pool')}
            </Button>
            <DeleteButton denied={denied} pool={pool} />
          </>
        }
        crumbs={[{ label: t('Addresses'), href: '/addresses' }]}
        description={<code className="font-mono">{pool.prefix}</code>}
        title={pool.name}
      />
      <div className="space-y-5">
        <PoolFacts pool={pool} />
        <Card
          action={keep}
          description={t(
            'Assigned, kept from guests, or resting for ten minutes after a guest gave them back.',
          )}
          flush
          title={t('Addresses that are not free')}
        >
          <QueryView query={addresses}>
            {({ rows, ...place }) =>
              rows.length > 0 ? (
                <>
                  <AddressTable denied={denied} rows={rows} />
                  <Pager {...place} hrefOf={hrefOf} noun={t('addresses')} />
                </>
              ) : (
                <EmptyState icon="addresses" title={t('All of them are free')}>
                  {t(
                    'Order a guest with a plan that has addresses, or add one on the network page of a guest.',
                  )}
                </EmptyState>
              )
            }
          </QueryView>
        </Card>
      </div>
      {asking === 'edit' && <PoolEditDialog onClose={() => setAsking(null)} pool={pool} />}
      {asking === 'keep' && <KeepDialog onClose={() => setAsking(null)} pool={pool} />}
    </>
  )
}

function DeleteButton({ pool, denied }: { pool: PoolView; denied: string | null }) {
  const trpc = useTRPC()
  const client = useQueryClient()
  const router = useRouter()
  const toast = useToast()
  const onError = useFailureToast()
  const remove = useMutation(
    trpc.address.deletePool.mutationOptions({
      onError,
      onSuccess: async () => {
        toast('good', t('Pool {pool} was deleted; the history of its addresses stays.', { pool: pool.name }))
        router.push('/addresses')
        await client.invalidateQueries(trpc.address.pathFilter())
      },
    }),
  )
  const taken = pool.assigned + pool.reserved + pool.quarantined
  const reason = denied ?? (taken > 0 ? t('Some of its addresses are not free.') : null)
  return (
    <Button
      deniedReason={reason}
      icon="trash"
      onClick={() => remove.mutate({ poolId: pool.id })}
      pending={remove.isPending}
    >
      {t('Delete pool')}
    </Button>
  )
}
