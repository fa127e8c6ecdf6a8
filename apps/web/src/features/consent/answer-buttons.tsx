'use client'

import { useMutation } from '@tanstack/react-query'
import { t } from '@/language/t.ts'
import type { GrantView } from '@/server/services/consent/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import { useFailureToast } from '../feedback/use-failure-toast.ts'
import { useMe } from '../session/me.tsx'
import { useConsentRefresh } from './use-consent-refresh.ts'

/** Yes and no to what is asked: of the owner for consent, of the rest of the staff for break-glass. */
export function AnswerButtons({ grant }: { grant: GrantView }) {
  const trpc = useTRPC()
  const refresh = useConsentRefresh()
  const onError = useFailureToast()
  const { role } = useMe().user
  const options = { onError, onSettled: refresh }
  const consent = useMutation(trpc.consent.answer.mutationOptions(options))
  const breakGlass = useMutation(trpc.consent.answerBreakGlass.mutationOptions(options))
  const isStaff = role === 'admin' || role === 'support'
  const answer = grant.kind === 'consent' ? consent : breakGlass
  const denied =
    grant.kind === 'consent'
      ? isStaff && t('Only the owner of the guest can answer.')
      : !isStaff
        ? t('Somebody of the staff has to answer.')
        : grant.isMine && t('Somebody else has to agree.')
  const say = (allow: boolean) => answer.mutate({ guestId: grant.guest.id, grantId: grant.id, allow })
  return (
    <span className="flex flex-wrap gap-2">
      <Button
        deniedReason={denied || null}
        onClick={() => say(true)}
        pending={answer.isPending}
        size="small"
        variant="primary"
      >
        {grant.kind === 'consent' ? t('Allow') : t('Agree')}
      </Button>
      <Button deniedReason={denied || null} onClick={() => say(false)} size="small">
        {t('Refuse')}
      </Button>
    </span>
  )
}
