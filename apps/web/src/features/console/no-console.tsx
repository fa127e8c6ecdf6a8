'use client'

import type { ReactNode } from 'react'
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
          title={guest.state === 'building' ? 'The guest is being created' : 'The guest is starting'}
        >
          The console opens by itself as soon as it runs. That takes a few seconds
          {kind === 'shell' ? '; the boot log shows how far it is.' : '.'}
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
              Start guest
            </Button>
          }
          icon="console"
          title={guest.state === 'failed' ? 'The guest has failed' : 'The guest is stopped'}
        >
          {guest.failure ?? 'A shell needs a running guest. Start it and the console opens by itself.'}
        </EmptyState>
      </Centered>
    )
  return (
    <Centered>
      <EmptyState icon="console" title="No console now">
        {reason}
      </EmptyState>
    </Centered>
  )
}

function Centered({ children }: { children: ReactNode }) {
  return <div className="flex flex-1 items-center justify-center">{children}</div>
}
