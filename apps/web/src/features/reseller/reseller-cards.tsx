'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { ResellerView } from '@/server/services/account/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import { Card } from '@/ui/card.tsx'
import { EmptyState } from '@/ui/empty-state.tsx'
import { PoolBars } from '../allowance/pool-bars.tsx'
import { QueryView } from '../feedback/query-view.tsx'
import { ViewAsButton } from '../view-as/view-as-button.tsx'
import { AllowancesDialog } from './allowances-dialog.tsx'

export function ResellerCards({ onAdd }: { onAdd: () => void }) {
  const trpc = useTRPC()
  const resellers = useQuery(trpc.account.listResellers.queryOptions())
  const [changing, setChanging] = useState<ResellerView | null>(null)
  return (
    <QueryView query={resellers}>
      {(rows) =>
        rows.length === 0 ? (
          <Card>
            <EmptyState
              action={<Button onClick={onAdd}>New reseller</Button>}
              icon="resellers"
              title="No resellers yet"
            >
              A reseller has a pool of guests, memory and processors and sells them to its customers.
            </EmptyState>
          </Card>
        ) : (
          <ul className="space-y-5">
            {rows.map((reseller) => (
              <li key={reseller.id}>
                <Card
                  action={
                    <div className="flex flex-wrap gap-2">
                      <ViewAsButton account={reseller} />
                      <Button onClick={() => setChanging(reseller)} size="small">
                        Change pool
                      </Button>
                    </div>
                  }
                  description={`${reseller.email} · ${count(reseller.customers, 'customer')} · ${count(reseller.guests, 'guest')}`}
                  title={reseller.name}
                >
                  <PoolBars pool={reseller.pool} />
                </Card>
              </li>
            ))}
            {changing && <AllowancesDialog onClose={() => setChanging(null)} reseller={changing} />}
          </ul>
        )
      }
    </QueryView>
  )
}

function count(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? '' : 's'}`
}
