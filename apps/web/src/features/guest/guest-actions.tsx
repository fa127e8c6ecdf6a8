'use client'

import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { GuestAction, GuestView } from '@/server/services/guest/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button, LinkButton } from '@/ui/button.tsx'
import { Menu } from '@/ui/menu.tsx'
import { useToast } from '@/ui/toast.tsx'
import { useFailureToast } from '../feedback/use-failure-toast.ts'
import { type LifeAsk, LifeDialog } from '../life/life-dialog.tsx'
import { useBin } from '../life/use-bin.ts'
import { GuestCallsDialog } from './guest-calls-dialog.tsx'
import { GuestDeleteDialog } from './guest-delete-dialog.tsx'
import { GuestKillDialog } from './guest-kill-dialog.tsx'
import { useGuestRefresh } from './use-guest-refresh.ts'

/** Console first, then what changes the state; what may not be done stays visible and says why. */
export function GuestActions({ guest }: { guest: GuestView }) {
  const [asking, setAsking] = useState<'kill' | 'delete' | 'calls' | LifeAsk | null>(null)
  const bin = useBin(guest)
  const { start, stop, restart, pause, resume } = useGuestPower(guest)
  const isUp = guest.state === 'running' || guest.state === 'paused' || guest.state === 'stopping'
  return (
    <>
      <ConsoleLink guest={guest} />
      {guest.state === 'paused' && (
        <Button
          deniedReason={guest.denied.resume}
          icon="start"
          onClick={resume.run}
          pending={resume.isPending}
          variant="primary"
        >
          Resume
        </Button>
      )}
      {isUp ? (
        <Button deniedReason={guest.denied.stop} icon="stop" onClick={stop.run} pending={stop.isPending}>
          Stop
        </Button>
      ) : (
        <Button
          deniedReason={guest.denied.start}
          icon="start"
          onClick={start.run}
          pending={start.isPending}
          variant="primary"
        >
          Start
        </Button>
      )}
      <Button
        deniedReason={guest.denied.restart}
        icon="restart"
        onClick={restart.run}
        pending={restart.isPending}
      >
        Restart
      </Button>
      <Menu
        items={[
          plain(guest, 'pause', 'Pause', pause.run),
          plain(guest, 'rename', 'Rename…', () => setAsking('rename')),
          plain(guest, 'transfer', 'Transfer…', () => setAsking('transfer')),
          plain(guest, 'suspend', 'Suspend…', () => setAsking('suspend')),
          item(guest, 'kill', 'Kill', 'kill', () => setAsking('kill')),
          item(guest, 'bin', 'Put into the bin', 'trash', bin.run),
          item(guest, 'delete', 'Delete…', 'trash', () => setAsking('delete')),
          { label: 'Show API calls', icon: 'console', onSelect: () => setAsking('calls') },
        ]}
        label="More actions"
        trigger="More"
        triggerClass="inline-flex h-10 items-center rounded-lg border border-line bg-surface px-4 font-medium shadow-card hover:bg-raised"
      />
      {asking === 'kill' && <GuestKillDialog guest={guest} onClose={() => setAsking(null)} />}
      {asking === 'calls' && <GuestCallsDialog guest={guest} onClose={() => setAsking(null)} />}
      {(asking === 'rename' || asking === 'transfer' || asking === 'suspend') && (
        <LifeDialog guest={guest} onClose={() => setAsking(null)} what={asking} />
      )}
      {asking === 'delete' && <GuestDeleteDialog guest={guest} onClose={() => setAsking(null)} />}
    </>
  )
}

function ConsoleLink({ guest }: { guest: GuestView }) {
  if (guest.denied.console !== null && guest.denied.bootLog !== null)
    return (
      <Button deniedReason={guest.denied.console} icon="console">
        Console
      </Button>
    )
  return (
    <LinkButton href={`/guests/${guest.id}/console`} icon="console">
      Console
    </LinkButton>
  )
}

function plain(guest: GuestView, action: GuestAction, label: string, onSelect: () => void) {
  return { label, deniedReason: guest.denied[action], onSelect }
}

function item(
  guest: GuestView,
  action: GuestAction,
  label: string,
  icon: 'kill' | 'trash',
  onSelect: () => void,
) {
  return { label, icon, tone: 'bad' as const, deniedReason: guest.denied[action], onSelect }
}

/** Start, stop, restart, with the sentence that says what was begun. */
export function useGuestPower(guest: Pick<GuestView, 'id' | 'name'>) {
  const trpc = useTRPC()
  const toast = useToast()
  const onError = useFailureToast()
  const refresh = useGuestRefresh()
  const said = (message: string) => ({
    onError,
    onSuccess: () => toast('good', message),
    onSettled: refresh,
  })
  const start = useMutation(trpc.guest.start.mutationOptions(said(`${guest.name} is starting.`)))
  const stop = useMutation(trpc.guest.stop.mutationOptions(said(`${guest.name} is shutting down.`)))
  const restart = useMutation(trpc.guest.restart.mutationOptions(said(`${guest.name} is restarting.`)))
  const pause = useMutation(trpc.guest.pause.mutationOptions(said(`${guest.name} is being paused.`)))
  const resume = useMutation(trpc.guest.resume.mutationOptions(said(`${guest.name} goes on.`)))
  const guestId = guest.id
  return {
    start: { run: () => start.mutate({ guestId }), isPending: start.isPending },
    stop: { run: () => stop.mutate({ guestId }), isPending: stop.isPending },
    pause: { run: () => pause.mutate({ guestId }), isPending: pause.isPending },
    resume: { run: () => resume.mutate({ guestId }), isPending: resume.isPending },
    restart: { run: () => restart.mutate({ guestId }), isPending: restart.isPending },
  }
}
