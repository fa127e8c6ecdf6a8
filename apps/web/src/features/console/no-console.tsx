'use client'

import type { ReactNode } from 'react'
import { t } from '@/language/t.ts'
import type { GuestView } from '@/server/services/guest/model.ts'
import { EmptyState } from '@/ui/empty-state.tsx'
import { PowerButton, useGuestPower } from '../guest/guest-power.tsx'
import { explainState } from '../guest/guest-state.tsx'
import type { ConsoleKind } from './use-console.ts'

/** Why there is no console now, and the one step that gives one. */
export function NoConsole({ guest, kind, reason }: { guest: GuestView; kind: ConsoleKind; reason: string }) {
  const { start, resume } = useGuestPower(guest)
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
          action={<PowerButton denied={guest.denied.start} label={t('Start guest')} power={start} />}
          icon="console"
          title={guest.state === 'failed' ? t('The guest has failed') : t('The guest is stopped')}
        >
          {(guest.archivedAt && explainState(guest)) ??
            guest.failure ??
            t('A shell needs a running guest. Start it and the console opens by itself.')}
        </EmptyState>
      </Centered>
    )
  if (guest.state === 'paused')
    return (
      <Centered>
        <EmptyState
          action={<PowerButton denied={guest.denied.resume} label={t('Resume')} power={resume} />}
          icon="console"
          title={t('The guest is paused')}
        >
          {t('Its programs stand still. Resume it and the console opens by itself.')}
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
