'use client'

import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { t } from '@/language/t.ts'
import type { GuestAction, GuestView } from '@/server/services/guest/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button, LinkButton } from '@/ui/button.tsx'
import { Menu } from '@/ui/menu.tsx'
import { useToast } from '@/ui/toast.tsx'
import { useFailureToast } from '../feedback/use-failure-toast.ts'
import { isLifeAsk, type LifeAsk, LifeDialog } from '../life/life-dialog.tsx'
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
          {t('Resume')}
        </Button>
      )}
      {isUp ? (
        <Button deniedReason={guest.denied.stop} icon="stop" onClick={stop.run} pending={stop.isPending}>
          {t('Stop')}
        </Button>
      ) : (
        <Button
          deniedReason={guest.denied.start}
          icon="start"
          onClick={start.run}
          pending={start.isPending}
          variant="primary"
        >
          {t('Start')}
        </Button>
      )}
      <Button
        deniedReason={guest.denied.restart}
        icon="restart"
        onClick={restart.run}
        pending={restart.isPending}
      >
        {t('Restart')}
      </Button>
      <Menu
        items={[
          plain(guest, 'pause', t('Pause'), pause.run),
          plain(guest, 'rename', t('Rename…'), () => setAsking('rename')),
          plain(guest, 'transfer', t('Transfer…'), () => setAsking('transfer')),
          plain(guest, 'suspend', t('Suspend…'), () => setAsking('suspend')),
          plain(guest, 'reinstall', t('Reinstall…'), () => setAsking('reinstall')),
          item(guest, 'kill', t('Kill'), 'kill', () => setAsking('kill')),
          item(guest, 'bin', t('Put into the bin'), 'trash', bin.run),
          item(guest, 'delete', t('Delete…'), 'trash', () => setAsking('delete')),
          { label: t('Show API calls'), icon: 'console', onSelect: () => setAsking('calls') },
        ]}
        label={t('More actions')}
        trigger={t('More')}
        triggerClass="inline-flex h-10 items-center rounded-lg border border-line bg-surface px-4 font-medium shadow-card hover:bg-raised"
      />
      {asking === 'kill' && <GuestKillDialog guest={guest} onClose={() => setAsking(null)} />}
      {asking === 'calls' && <GuestCallsDialog guest={guest} onClose={() => setAsking(null)} />}
      {isLifeAsk(asking) && <LifeDialog guest={guest} onClose={() => setAsking(null)} what={asking} />}
      {asking === 'delete' && <GuestDeleteDialog guest={guest} onClose={() => setAsking(null)} />}
    </>
  )
}

function ConsoleLink({ guest }: { guest: GuestView }) {
  if (guest.denied.console !== null && guest.denied.bootLog !== null)
    return (
      <Button deniedReason={guest.denied.console} icon="console">
        {t('Console')}
      </Button>
    )
  return (
    <LinkButton href={`/guests/${guest.id}/console`} icon="console">
      {t('Console')}
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
export function useGuestPower({ id: guestId, name }: Pick<GuestView, 'id' | 'name'>) {
  const trpc = useTRPC()
  const toast = useToast()
  const onError = useFailureToast()
  const refresh = useGuestRefresh()
  const said = (message: string) => ({
    onError,
    onSuccess: () => toast('good', message),
    onSettled: refresh,
  })
  const start = useMutation(trpc.guest.start.mutationOptions(said(t('{name} is starting.', { name }))))
  const stop = useMutation(trpc.guest.stop.mutationOptions(said(t('{name} is shutting down.', { name }))))
  const restart = useMutation(trpc.guest.restart.mutationOptions(said(t('{name} is restarting.', { name }))))
  const pause = useMutation(trpc.guest.pause.mutationOptions(said(t('{name} is being paused.', { name }))))
  const resume = useMutation(trpc.guest.resume.mutationOptions(said(t('{name} goes on.', { name }))))
  return {
    start: { run: () => start.mutate({ guestId }), isPending: start.isPending },
    stop: { run: () => stop.mutate({ guestId }), isPending: stop.isPending },
    pause: { run: () => pause.mutate({ guestId }), isPending: pause.isPending },
    resume: { run: () => resume.mutate({ guestId }), isPending: resume.isPending },
    restart: { run: () => restart.mutate({ guestId }), isPending: restart.isPending },
  }
}
