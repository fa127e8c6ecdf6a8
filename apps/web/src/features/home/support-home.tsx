'use client'

import { useQuery } from '@tanstack/react-query'
import { t } from '@/language/t.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Card } from '@/ui/card.tsx'
import { EmptyState } from '@/ui/empty-state.tsx'
import { PageHeader } from '@/ui/page-header.tsx'
import { AuditRows } from '../audit/audit-rows.tsx'
import { QueryView } from '../feedback/query-view.tsx'
import { GuestList } from '../guest/guest-list.tsx'
import { GuestTable } from '../guest/guest-table.tsx'
import { WorstCard } from '../hit/worst-card.tsx'
import { OWN_CONSOLES, SUPPORT_GUESTS } from './home-reads.ts'

const ALARM_EVERY_MS = 10_000

/** Someone is on the phone: search first, then what is in alarm, then one's own trail. */
export function SupportHome() {
  return (
    <>
      <PageHeader
        description={t(
          'Find the guest by its name, host name, customer or e-mail address. What you do is recorded.',
        )}
        title={t('Who needs help?')}
      />
      <div className="space-y-5">
        <GuestsInAlarm />
        <WorstCard />
        <GuestList autoFocus {...SUPPORT_GUESTS} />
        <OwnConsoles />
      </div>
    </>
  )
}

function GuestsInAlarm() {
  const trpc = useTRPC()
  const guests = useQuery(trpc.guest.list.queryOptions({ alarm: true }, { refetchInterval: ALARM_EVERY_MS }))
  const alarming = guests.data?.rows ?? []
  if (alarming.length === 0) return null
  return (
    <Card description={t('Failed, or on a host that does not answer.')} flush title={t('Guests in alarm')}>
      <GuestTable guests={alarming} />
    </Card>
  )
}

function OwnConsoles() {
  const trpc = useTRPC()
  const audit = useQuery(trpc.audit.list.queryOptions(OWN_CONSOLES))
  return (
    <Card flush title={t('Your recent consoles')}>
      <QueryView query={audit}>
        {(rows) =>
          rows.length > 0 ? (
            <AuditRows rows={rows} />
          ) : (
            <EmptyState icon="console" title={t('No consoles yet')}>
              {t('When you open a guest’s console it is listed here and in the audit.')}
            </EmptyState>
          )
        }
      </QueryView>
    </Card>
  )
}
