'use client'

import { useMutation } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { msg, t, type Words } from '@/language/t.ts'
import type { GuestView } from '@/server/services/guest/model.ts'
import { useTRPCClient } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import { Dialog, DialogActions } from '@/ui/dialog.tsx'
import { useToast } from '@/ui/toast.tsx'
import { useFailureToast } from '../feedback/use-failure-toast.ts'
import { type GuestAsk, GuestAskDialog } from '../guest/guest-ask.tsx'
import { useGuestPower } from '../guest/guest-power.tsx'
import type { GuestVerb } from '../guest/guest-verbs.ts'
import { useGuestRefresh } from '../guest/use-guest-refresh.ts'
import { useBin } from '../life/use-bin.ts'

type Power = 'start' | 'resume'
type Confirmed = keyof typeof CONFIRM_WORDS
export type VerbAsk = { verb: Confirmed | GuestAsk; guest: GuestView }

/** On the guest's page these are one press of a button that is looked at; here of a line that was found. */
const CONFIRM_WORDS = {
  stop: {
    ask: msg('Stop {name}?'),
    means: msg('It shuts down, and nobody reaches it until it is started again.'),
    go: msg('Stop guest'),
  },
  restart: {
    ask: msg('Restart {name}?'),
    means: msg('It shuts down and starts again; meanwhile nobody reaches it.'),
    go: msg('Restart guest'),
  },
  pause: {
    ask: msg('Pause {name}?'),
    means: msg('Its processes stand still until it goes on.'),
    go: msg('Pause guest'),
  },
  bin: {
    ask: msg('Put {name} into the bin?'),
    means: msg('It is stopped. For a day it can be taken out again.'),
    go: msg('Put into the bin'),
  },
} as const satisfies Partial<Record<GuestVerb, { ask: Words; means: Words; go: Words }>>

/** Does at once what harms nobody; returns what is to be asked before all else. */
export function useVerb(): (act: { verb: GuestVerb; guest: GuestView }) => VerbAsk | null {
  const router = useRouter()
  const start = useStart()
  return ({ verb, guest }) => {
    switch (verb) {
      case 'console':
        router.push(`/guests/${guest.id}/console`)
        return null
      case 'limits':
        router.push(`/guests/${guest.id}#limits`)
        return null
      case 'start':
      case 'resume':
        start({ verb, guest })
        return null
      default:
        return { verb, guest }
    }
  }
}

export function VerbDialog({ ask: { verb, guest }, onClose }: { ask: VerbAsk; onClose: () => void }) {
  if (isConfirmed(verb)) return <ConfirmDialog guest={guest} onClose={onClose} verb={verb} />
  return <GuestAskDialog asking={verb} guest={guest} onClose={onClose} />
}

function isConfirmed(verb: VerbAsk['verb']): verb is Confirmed {
  return Object.hasOwn(CONFIRM_WORDS, verb)
}

function ConfirmDialog({ guest, verb, onClose }: { guest: GuestView; verb: Confirmed; onClose: () => void }) {
  const { ask, means, go } = CONFIRM_WORDS[verb]
  const act = { ...useGuestPower(guest), bin: useBin(guest) }[verb]
  return (
    <Dialog onClose={onClose} title={t(ask, { name: guest.name })}>
      <p className="text-soft">{t(means)}</p>
      <DialogActions>
        <Button onClick={onClose}>{t('Cancel')}</Button>
        <Button
          onClick={() => {
            act.run()
            onClose()
          }}
          variant="primary"
        >
          {t(go)}
        </Button>
      </DialogActions>
    </Dialog>
  )
}

/** As the buttons of the guest's page do, for a guest that is known when it is chosen. */
function useStart() {
  const client = useTRPCClient()
  const toast = useToast()
  const begin = useMutation({
    mutationFn: ({ verb, guest }: { verb: Power; guest: GuestView }) =>
      client.guest[verb].mutate({ guestId: guest.id }),
    onSuccess: (_, { verb, guest: { name } }) =>
      toast('good', verb === 'start' ? t('{name} is starting.', { name }) : t('{name} goes on.', { name })),
    onError: useFailureToast(),
    onSettled: useGuestRefresh(),
  })
  return begin.mutate
}
