'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useState } from 'react'
import { rich, t } from '@/language/t.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import { Card } from '@/ui/card.tsx'
import { EmptyState } from '@/ui/empty-state.tsx'
import { openedLater } from '@/ui/opened-later.tsx'
import { QueryView } from '../feedback/query-view.tsx'
import { TokenRow } from './token-row.tsx'

const TokenCreateDialog = openedLater(() =>
  import('./token-create-dialog.tsx').then((module) => module.TokenCreateDialog),
)

export function TokenCard() {
  const trpc = useTRPC()
  const tokens = useQuery(trpc.token.list.queryOptions())
  const [isOpen, setOpen] = useState(false)
  return (
    <Card
      action={
        <Button icon="plus" onClick={() => setOpen(true)} size="small">
          {t('New token')}
        </Button>
      }
      description={rich('Programs act in your name with them. <a>What they can call</a>', {
        a: (words) => (
          <Link className="text-accent underline" href="/api-docs">
            {words}
          </Link>
        ),
      })}
      flush
      title={t('API tokens')}
    >
      <QueryView query={tokens}>
        {(rows) =>
          rows.length === 0 ? (
            <EmptyState icon="console" title={t('No tokens')}>
              {t('Make one for each program, with no more rights than it needs.')}
            </EmptyState>
          ) : (
            <ul className="divide-y divide-line border-t border-line">
              {rows.map((token) => (
                <TokenRow key={token.id} token={token} />
              ))}
            </ul>
          )
        }
      </QueryView>
      {isOpen && <TokenCreateDialog onClose={() => setOpen(false)} />}
    </Card>
  )
}
