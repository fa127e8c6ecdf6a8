'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { t } from '@/language/t.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import { Card } from '@/ui/card.tsx'
import { openedLater } from '@/ui/opened-later.tsx'
import { pollEvery } from '../feedback/poll-every.ts'
import { QueryView } from '../feedback/query-view.tsx'
import { useMe } from '../session/me.tsx'
import { GrantRows } from './grant-rows.tsx'
import { OpenConsoles } from './open-consoles.tsx'

const AskDialog = openedLater(() => import('./ask-dialog.tsx').then((module) => module.AskDialog))
const GiveDialog = openedLater(() => import('./give-dialog.tsx').then((module) => module.GiveDialog))

const LOOK_EVERY_MS = 5000

/** Who has a terminal in the guest now, and who of the staff may. */
export function AccessCard({ guestId }: { guestId: string }) {
  const trpc = useTRPC()
  const poll = { refetchInterval: pollEvery(LOOK_EVERY_MS) }
  const consoles = useQuery(trpc.console.list.queryOptions({ guestId }, poll))
  const grants = useQuery(trpc.consent.list.queryOptions({ guestId }, poll))
  return (
    <Card
      action={<AccessActions guestId={guestId} />}
      description={t('Open consoles, and whom of support you let in.')}
      title={t('Who is in this guest')}
    >
      <div className="space-y-5">
        <QueryView query={consoles}>{(list) => <OpenConsoles consoles={list} guestId={guestId} />}</QueryView>
        <QueryView query={grants}>{(list) => <GrantRows grants={list} />}</QueryView>
      </div>
    </Card>
  )
}

function AccessActions({ guestId }: { guestId: string }) {
  const { role } = useMe().user
  const [dialog, setDialog] = useState<'give' | 'consent' | 'breakGlass' | null>(null)
  const close = () => setDialog(null)
  const isStaff = role === 'admin' || role === 'support'
  return (
    <span className="flex flex-wrap gap-2">
      {isStaff ? (
        <>
          <Button onClick={() => setDialog('consent')} size="small">
            {t('Ask for consent')}
          </Button>
          <Button onClick={() => setDialog('breakGlass')} size="small" variant="quiet">
            {t('Break-glass')}
          </Button>
        </>
      ) : (
        <Button onClick={() => setDialog('give')} size="small">
          {t('Let support in')}
        </Button>
      )}
      {dialog === 'give' && <GiveDialog guestId={guestId} onClose={close} />}
      {(dialog === 'consent' || dialog === 'breakGlass') && (
        <AskDialog guestId={guestId} kind={dialog} onClose={close} />
      )}
    </span>
  )
}
