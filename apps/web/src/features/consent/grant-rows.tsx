'use client'

import { useMutation } from '@tanstack/react-query'
import { t } from '@/language/t.ts'
import type { GrantView } from '@/server/services/consent/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Badge } from '@/ui/badge.tsx'
import { Button } from '@/ui/button.tsx'
import { formatDuration } from '@/ui/format-time.ts'
import { TimeAgo } from '@/ui/time-ago.tsx'
import { useNow } from '@/ui/use-now.ts'
import { useFailureToast } from '../feedback/use-failure-toast.ts'
import { useMe } from '../session/me.tsx'
import { AnswerButtons } from './answer-buttons.tsx'
import { GRANT_LOOK, grantWords } from './consent-words.ts'
import { useConsentRefresh } from './use-consent-refresh.ts'

/** Of the past the last few. */
const PAST = 4

export function GrantRows({ grants }: { grants: readonly GrantView[] }) {
  const live = grants.filter(({ state }) => state === 'asked' || state === 'granted')
  const past = grants.filter((grant) => !live.includes(grant)).slice(0, PAST)
  if (grants.length === 0)
    return <p className="text-sm text-faint">{t('Nobody of support has been let into this guest.')}</p>
  return (
    <ul aria-label={t('Consent')} className="divide-y divide-line">
      {[...live, ...past].map((grant) => (
        <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 py-2.5" key={grant.id}>
          <span className="min-w-0 flex-1 basis-52">
            <span className="block">{grantWords(grant)}</span>
            <span className="block text-sm text-faint">
              {grant.note && <>“{grant.note}” · </>}
              <TimeAgo at={grant.createdAt} />
            </span>
          </span>
          <GrantState grant={grant} />
        </li>
      ))}
    </ul>
  )
}

function GrantState({ grant }: { grant: GrantView }) {
  const { label, tone } = GRANT_LOOK[grant.state]
  return (
    <span className="flex flex-wrap items-center gap-2">
      {grant.state === 'granted' && grant.expiresAt && <TimeLeft until={grant.expiresAt} />}
      <Badge tone={tone}>{t(label)}</Badge>
      {grant.state === 'asked' && <AnswerButtons grant={grant} />}
      {(grant.state === 'granted' || grant.state === 'asked') && <EndButton grant={grant} />}
    </span>
  )
}

function TimeLeft({ until }: { until: string }) {
  const now = useNow(1000)
  if (now === null) return null
  return (
    <span className="text-sm tabular-nums">
      {t('{time} left', { time: formatDuration(Date.parse(until) - now) })}
    </span>
  )
}

/** The owner withdraws consent; staff gives back its own. */
function EndButton({ grant }: { grant: GrantView }) {
  const trpc = useTRPC()
  const refresh = useConsentRefresh()
  const { role, name } = useMe().user
  const options = { onError: useFailureToast(), onSettled: refresh }
  const withdraw = useMutation(trpc.consent.withdraw.mutationOptions(options))
  const giveBack = useMutation(trpc.consent.giveBack.mutationOptions(options))
  const isStaff = role === 'admin' || role === 'support'
  const isOwn = grant.isMine || grant.userName === name
  if (isStaff ? !isOwn : grant.kind !== 'consent' || grant.state !== 'granted') return null
  const end = isStaff ? giveBack : withdraw
  return (
    <Button
      onClick={() => end.mutate({ guestId: grant.guest.id, grantId: grant.id })}
      pending={end.isPending}
      size="small"
    >
      {isStaff ? t('Give back') : t('Withdraw')}
    </Button>
  )
}
