'use client'

import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { t } from '@/language/t.ts'
import type { GuestView } from '@/server/services/guest/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button, LinkButton } from '@/ui/button.tsx'
import { Menu } from '@/ui/menu.tsx'
import { useToast } from '@/ui/toast.tsx'
import { useFailureToast } from '../feedback/use-failure-toast.ts'
import { useBin } from '../life/use-bin.ts'
import { type GuestAsk, GuestAskDialog } from './guest-ask.tsx'
import { deniedOf, type GuestVerb, isUp, VERB_WORDS } from './guest-verbs.ts'
import { useGuestRefresh } from './use-guest-refresh.ts'

/** Console first, then what changes the state; what may not be done stays visible and says why. */
export function GuestActions({ guest }: { guest: GuestView }) {
  const [asking, setAsking] = useState<GuestAsk | null>(null)
  const bin = useBin(guest)
  const { start, stop, restart, pause, resume } = useGuestPower(guest)
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
          {t(VERB_WORDS.resume)}
        </Button>
      )}
      {isUp(guest) ? (
        <Button deniedReason={guest.denied.stop} icon="stop" onClick={stop.run} pending={stop.isPending}>
          {t(VERB_WORDS.stop)}
        </Button>
      ) : (
        <Button
          deniedReason={guest.denied.start}
          icon="start"
          onClick={start.run}
          pending={start.isPending}
          variant="primary"
        >
          {t(VERB_WORDS.start)}
        </Button>
      )}
      <Button
        deniedReason={guest.denied.restart}
        icon="restart"
        onClick={restart.run}
        pending={restart.isPending}
      >
        {t(VERB_WORDS.restart)}
      </Button>
      <Menu
        items={[
          plain(guest, 'pause', pause.run),
          plain(guest, 'rename', () => setAsking('rename')),
          plain(guest, 'transfer', () => setAsking('transfer')),
          plain(guest, 'suspend', () => setAsking('suspend')),
          plain(guest, 'reinstall', () => setAsking('reinstall')),
          item(guest, 'kill', 'kill', () => setAsking('kill')),
          item(guest, 'bin', 'trash', bin.run),
          item(guest, 'delete', 'trash', () => setAsking('delete')),
          { label: t('Show API calls'), icon: 'console', onSelect: () => setAsking('calls') },
        ]}
        label={t('More actions')}
        trigger={t('More')}
        triggerClass="inline-flex h-10 items-center rounded-lg border border-line bg-surface px-4 font-medium shadow-card hover:bg-raised"
      />
      {asking && <GuestAskDialog asking={asking} guest={guest} onClose={() => setAsking(null)} />}
    </>
  )
}

function ConsoleLink({ guest }: { guest: GuestView }) {
  const denied = deniedOf(guest, 'console')
  if (denied !== null)
    return (
      <Button deniedReason={denied} icon="console">
        {t(VERB_WORDS.console)}
      </Button>
    )
  return (
    <LinkButton href={`/guests/${guest.id}/console`} icon="console">
      {t(VERB_WORDS.console)}
    </LinkButton>
  )
}

function plain(guest: GuestView, verb: GuestVerb, onSelect: () => void) {
  return { label: t(VERB_WORDS[verb]), deniedReason: deniedOf(guest, verb), onSelect }
}

function item(guest: GuestView, verb: GuestVerb, icon: 'kill' | 'trash', onSelect: () => void) {
  return { ...plain(guest, verb, onSelect), icon, tone: 'bad' as const }
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
