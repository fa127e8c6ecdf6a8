'use client'

import { useMutation } from '@tanstack/react-query'
import { rich, t } from '@/language/t.ts'
import type { GuestView } from '@/server/services/guest/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import { inSentence } from '@/ui/in-sentence.ts'
import { Notice } from '@/ui/notice.tsx'
import { useToast } from '@/ui/toast.tsx'
import { useFailureToast } from '../feedback/use-failure-toast.ts'
import { useGuestRefresh } from '../guest/use-guest-refresh.ts'
import { dayWords, STEP_WORDS } from './suspension-words.ts'
import { useRestore } from './use-bin.ts'

/** That the guest is suspended or in the bin: why, since when, what comes next, what is still possible. */
export function LifeBanner({ guest }: { guest: GuestView }) {
  return (
    <>
      {guest.bin && <BinNotice bin={guest.bin} guest={guest} />}
      {guest.former && <FormerNotice former={guest.former} guest={guest} />}
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
            {t('Take out of the bin')}
          </Button>
        }
        tone="warn"
      >
        {rich('{name} put it into the bin. It is deleted with all its files on {day}.', {
          ...{ name: bin.byName, day: <Day at={bin.purgeAt} /> },
        })}
      </Notice>
    </div>
  )
}

type FormerProps = { guest: GuestView; former: NonNullable<GuestView['former']> }

function FormerNotice({ guest, former }: FormerProps) {
  const trpc = useTRPC()
  const toast = useToast()
  const take = useMutation(
    trpc.guest.takeFormer.mutationOptions({
      onSuccess: () => toast('good', t('{name} is getting its former files back.', { name: guest.name })),
      onError: useFailureToast(),
      onSettled: useGuestRefresh(),
    }),
  )
  return (
    <div className="mb-5">
      <Notice
        action={
          <Button
            deniedReason={guest.denied.takeFormer}
            onClick={() => take.mutate({ guestId: guest.id })}
            pending={take.isPending}
            size="small"
          >
            {t('Take them back')}
          </Button>
        }
        tone="info"
      >
        {rich(
          'It was reinstalled. The files it had before ({template}) are kept until {day}. Taking them back stops it for a moment and keeps the files of now instead.',
          { template: former.templateLabel, day: <Day at={former.until} /> },
        )}
      </Notice>
    </div>
  )
}

type Step = NonNullable<GuestView['suspension']>['step']

/** Files that could not be unpacked wait for somebody who asks again. */
function isBeingLifted({ archivedAt, operation }: GuestView, step: Step): boolean {
  return step === 'lifted' && (archivedAt === null || operation !== null)
}

function filesOnTheWay({ archivedAt }: GuestView, step: Step): string | null {
  if (step === 'lifted' && archivedAt !== null) return t('Its files are to be unpacked.')
  if (step === 'archived' && archivedAt === null)
    return t('It cannot be started, and its files are to be packed away; its addresses are kept.')
  return null
}

/** On these nothing of it works. */
const IS_HARD: Record<Step, boolean> = {
  ...{ lifted: false, warned: false, throttled: false },
  ...{ paused: true, stopped: true, archived: true },
}

type SuspensionProps = { guest: GuestView; suspension: NonNullable<GuestView['suspension']> }

function SuspensionNotice({ guest, suspension }: SuspensionProps) {
  const trpc = useTRPC()
  const toast = useToast()
  const lift = useMutation(
    trpc.guest.lift.mutationOptions({
      onSuccess: () => toast('good', t('The suspension of {name} is lifted.', { name: guest.name })),
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
          !isBeingLifted(guest, step) && (
            <Button onClick={() => lift.mutate({ guestId: guest.id })} pending={lift.isPending} size="small">
              {t('Lift')}
            </Button>
          )
        }
        tone={IS_HARD[step] ? 'bad' : 'warn'}
      >
        <p>
          {rich('<strong>{label}</strong> by {name} since {day}: {reason}', {
            ...{ label: t(label), name: byName, day: <Day at={since} />, reason },
            strong: (words) => <strong>{words}</strong>,
          })}
        </p>
        <p className="mt-1 text-soft">
          {filesOnTheWay(guest, step) ?? t(still)}
          {nextStep && nextAt && (
            <>
              {' '}
              {rich('Next: {step} on {day}.', {
                ...{ step: inSentence(t(STEP_WORDS[nextStep].label)), day: <Day at={nextAt} /> },
              })}
            </>
          )}
        </p>
      </Notice>
    </div>
  )
}

function Day({ at }: { at: string }) {
  return (
    <time dateTime={at} suppressHydrationWarning>
      {dayWords(new Date(at))}
    </time>
  )
}
