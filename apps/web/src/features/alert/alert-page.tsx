'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { msg, t } from '@/language/t.ts'
import type { AlertRuleView, DeliveryView } from '@/server/services/alert/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Badge } from '@/ui/badge.tsx'
import { Button } from '@/ui/button.tsx'
import { Card } from '@/ui/card.tsx'
import { EmptyState } from '@/ui/empty-state.tsx'
import { openedLater } from '@/ui/opened-later.tsx'
import { PageHeader } from '@/ui/page-header.tsx'
import { TimeAgo } from '@/ui/time-ago.tsx'
import { pollEvery } from '../feedback/poll-every.ts'
import { QueryView } from '../feedback/query-view.tsx'
import { AlertRow } from './alert-row.tsx'

const AlertDialog = openedLater(() => import('./alert-dialog.tsx').then((module) => module.AlertDialog))

const ALERTS_EVERY_MS = 15_000

/** What the reader wants to be told of, and what was sent. */
export function AlertPage() {
  const trpc = useTRPC()
  const polled = { refetchInterval: pollEvery(ALERTS_EVERY_MS) }
  const rules = useQuery(trpc.alert.list.queryOptions(undefined, polled))
  const deliveries = useQuery(trpc.alert.deliveries.queryOptions(undefined, polled))
  const channels = useQuery(trpc.alert.channels.queryOptions())
  const [editing, setEditing] = useState<AlertRuleView | 'new' | null>(null)
  const add = (
    <Button icon="plus" onClick={() => setEditing('new')} variant="primary">
      {t('New alert')}
    </Button>
  )
  return (
    <>
      <PageHeader
        action={add}
        description={t(
          'You are told when it fires and when it is over, once each. They are your own: nobody else sees them.',
        )}
        title={t('Alerts')}
      />
      <div className="space-y-5">
        <Card flush title={t('Your alerts')}>
          <QueryView query={rules}>
            {(rows) =>
              rows.length > 0 ? (
                <ul aria-label={t('Your alerts')} className="divide-y divide-line border-t border-line">
                  {rows.map((rule) => (
                    <AlertRow key={rule.id} onEdit={() => setEditing(rule)} rule={rule} />
                  ))}
                </ul>
              ) : (
                <EmptyState icon="alerts" title={t('No alerts yet')}>
                  {t(
                    'Be told when a guest runs out of memory or disk, is held back, fails, or hits its limits more than usual.',
                  )}
                </EmptyState>
              )
            }
          </QueryView>
        </Card>
        <Card description={t('Of the last 90 days.')} flush title={t('Sent')}>
          <QueryView query={deliveries}>{(rows) => <Deliveries rows={rows} />}</QueryView>
        </Card>
      </div>
      {editing && (
        <AlertDialog
          hasHosts={channels.data?.hosts ?? false}
          hasMail={channels.data?.email ?? false}
          onClose={() => setEditing(null)}
          rule={editing === 'new' ? null : editing}
        />
      )}
    </>
  )
}

const STATE = {
  waiting: { label: msg('Waiting'), tone: 'accent' },
  sent: { label: msg('Sent'), tone: 'good' },
  failed: { label: msg('Not delivered'), tone: 'bad' },
} as const

function Deliveries({ rows }: { rows: readonly DeliveryView[] }) {
  if (rows.length === 0) return <p className="px-5 pb-5 text-sm text-faint">{t('Nothing was sent yet.')}</p>
  return (
    <ul aria-label={t('Sent messages')} className="divide-y divide-line border-t border-line">
      {rows.map((row) => (
        <li className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1 px-5 py-3" key={row.id}>
          <div className="min-w-0 break-words">
            {row.words}
            {row.error && (
              <p className="text-sm text-faint">
                {t('The last attempt failed: {error}', { error: row.error })}
              </p>
            )}
          </div>
          <p className="flex items-center gap-3 text-sm text-faint">
            {row.channel === 'email' ? t('e-mail') : t('web hook')}
            <Badge tone={STATE[row.state].tone}>{t(STATE[row.state].label)}</Badge>
            <TimeAgo at={row.createdAt} />
          </p>
        </li>
      ))}
    </ul>
  )
}
