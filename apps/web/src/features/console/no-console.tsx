'use client'

import type { ReactNode } from 'react'
import { t } from '@/language/t.ts'
import type { GuestView } from '@/server/services/guest/model.ts'
import { Button } from '@/ui/button.tsx'
import { EmptyState } from '@/ui/empty-state.tsx'
import { useGuestPower } from '../guest/guest-actions.tsx'
import type { ConsoleKind } from './use-console.ts'

/** Why there is no console now, and the one step that gives one. */
export function NoConsole({ guest, kind, reason }: { guest: GuestView; kind: ConsoleKind; reason: string }) {
  const { start } = useGuestPower(guest)
  const isBooting = guest.state === 'starting' || guest.state === 'building'
  if (isBooting)
    return (
      <Centered>
        <EmptyState
          icon="restart"
          title={guest.state === 'building' ? t('The guest is being created') : t('The guest is starting')}
        >
          {kind === 'shell'
            ? t(
                'The console opens by itself as soon as it runs. That takes a few seconds; the boot log shows how far it is.',
              )
            : t('The console opens by itself as soon as it runs. That takes a few seconds.')}
        </EmptyState>
      </Centered>
    )
  if (guest.state === 'stopped' || guest.state === 'failed')
    return (
      <Centered>
        <EmptyState
          action={
            <Button
              deniedReason={guest.denied.start}
              icon="start"
              onClick={start.run}
              pending={start.isPending}
              variant="primary"
            >
              {t('Start guest')}
            </Button>
          }
          icon="console"
          title={guest.state === 'failed' ? t('The guest has failed') : t('The guest is stopped')}
        >
          {guest.failure ?? t('A shell needs a running guest. Start it and the console opens by itself.')}
        </EmptyState>
      </Centered>
    )
  return (
    <Centered>
      <EmptyState icon="console" title={t('No console now')}>
        {reason}
      </EmptyState>
    </Centered>
  )
}

function Centered({ children }: { children: ReactNode }) {
  return <div className="flex flex-1 items-center justify-center">{children}</div>
}
