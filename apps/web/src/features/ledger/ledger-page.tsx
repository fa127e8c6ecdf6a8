'use client'

import { useQuery } from '@tanstack/react-query'
import { t } from '@/language/t.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Card } from '@/ui/card.tsx'
import { Disclosure } from '@/ui/disclosure.tsx'
import { EmptyState } from '@/ui/empty-state.tsx'
import { PageHeader } from '@/ui/page-header.tsx'
import { QueryView } from '../feedback/query-view.tsx'
import { useMe } from '../session/me.tsx'
import { PoolLines } from './pool-lines.tsx'
import { ProofCard } from './proof-card.tsx'

/** Where the numbers of pools come from, and the proof that they are right. */
export function LedgerPage() {
  const isAdmin = useMe().user.role === 'admin'
  return (
    <>
      <PageHeader
        description={
          isAdmin
            ? t('What each reseller’s guests hold, and whether it agrees with what runs.')
            : t('What your guests hold of your pool, row by row.')
        }
        title={isAdmin ? t('Ledger') : t('Pool')}
      />
      <div className="space-y-5">
        <ProofCard />
        {isAdmin ? <Resellers /> : <OwnPool />}
      </div>
    </>
  )
}

function OwnPool() {
  const trpc = useTRPC()
  const pool = useQuery(trpc.ledger.pool.queryOptions({}))
  return (
    <Card description={t('Open a number to see the rows that make it up.')} title={t('What is reserved')}>
      <QueryView query={pool}>{(lines) => <PoolLines pool={lines} />}</QueryView>
    </Card>
  )
}

function Resellers() {
  const trpc = useTRPC()
  const resellers = useQuery(trpc.account.listResellers.queryOptions())
  return (
    <Card description={t('Open a pool, then a number, to see the rows that make it up.')} title={t('Pools')}>
      <QueryView query={resellers}>
        {(rows) =>
          rows.length === 0 ? (
            <EmptyState icon="resellers" title={t('No resellers yet')}>
              {t('A reseller’s pool is what the ledger is about: make a reseller first.')}
            </EmptyState>
          ) : (
            <div className="space-y-3">
              {rows.map(({ id, name, email, pool }) => (
                <Disclosure hint={email} key={id} label={name}>
                  <PoolLines accountId={id} pool={pool} />
                </Disclosure>
              ))}
            </div>
          )
        }
      </QueryView>
    </Card>
  )
}
