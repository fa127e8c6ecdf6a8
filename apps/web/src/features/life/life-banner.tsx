'use client'

import { useMutation } from '@tanstack/react-query'
import type { GuestView } from '@/server/services/guest/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import { Notice } from '@/ui/notice.tsx'
import { useToast } from '@/ui/toast.tsx'
import { useFailureToast } from '../feedback/use-failure-toast.ts'
import { useGuestRefresh } from '../guest/use-guest-refresh.ts'
import { STEP_WORDS } from './suspension-words.ts'
import { useRestore } from './use-bin.ts'

/** That the guest is suspended or in the bin: why, since when, what comes next, what is still possible. */
export function LifeBanner({ guest }: { guest: GuestView }) {
  return (
    <>
      {guest.bin && <BinNotice bin={guest.bin} guest={guest} />}
      {guest.suspension && <SuspensionNotice guest={guest} suspension={guest.suspension} />}
    </>
  )
}

function BinNotice({ guest, bin }: { guest: GuestView; bin: NonNullable<GuestView['bin']> }) {
  const restore = useRestore()
  return (
    <div className="mb-5">
      <Notice
        action={
          <Button
            deniedReason={guest.denied.bin}
            onClick={() => restore.run(guest)}
            pending={restore.isPending}
            size="small"
          >
            Take out of the bin
          </Button>
        }
        tone="warn"
      >
        {bin.byName} put it into the bin. It is deleted with all its files on <Day at={bin.purgeAt} />.
      </Notice>
    </div>
  )
}

type SuspensionProps = { guest: GuestView; suspension: NonNullable<GuestView['suspension']> }

function SuspensionNotice({ guest, suspension }: SuspensionProps) {
  const trpc = useTRPC()
  const toast = useToast()
  const lift = useMutation(
    trpc.guest.lift.mutationOptions({
      onSuccess: () => toast('good', `The suspension of ${guest.name} is lifted.`),
      onError: useFailureToast(),
      onSettled: useGuestRefresh(),
    }),
  )
  const { step, reason, byName, since, nextStep, nextAt } = suspension
  const { label, still } = STEP_WORDS[step]
  return (
    <div className="mb-5">
      <Notice
        action={
          guest.denied.suspend === null &&
          step !== 'lifted' && (
            <Button onClick={() => lift.mutate({ guestId: guest.id })} pending={lift.isPending} size="small">
              Lift
            </Button>
          )
        }
        tone={step === 'stopped' || step === 'paused' ? 'bad' : 'warn'}
      >
        <p>
          <strong>{label}</strong> by {byName} since <Day at={since} />: {reason}
        </p>
        <p className="mt-1 text-soft">
          {still}
          {nextStep && nextAt && (
            <>
              {' '}
              Next: {STEP_WORDS[nextStep].label.toLowerCase()} on <Day at={nextAt} />.
            </>
          )}
        </p>
      </Notice>
    </div>
  )
}

function Day({ at }: { at: string }) {
  const words = new Date(at).toLocaleString([], { dateStyle: 'medium', timeStyle: 'short' })
  return (
    <time dateTime={at} suppressHydrationWarning>
      {words}
    </time>
  )
}
