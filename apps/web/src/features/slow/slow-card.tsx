'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { t } from '@/language/t.ts'
import type { GuestView } from '@/server/services/guest/model.ts'
import type { SlowView } from '@/server/services/slow/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { LinkButton } from '@/ui/button.tsx'
import { Card } from '@/ui/card.tsx'
import { CopyButton } from '@/ui/copy-button.tsx'
import { Notice } from '@/ui/notice.tsx'
import { pollEvery } from '../feedback/poll-every.ts'
import { QueryView } from '../feedback/query-view.tsx'
import { RANGE_WORDS } from '../metric/range-words.ts'
import { useLook } from '../metric/use-range.ts'
import { useMe } from '../session/me.tsx'
import {
  adviceWords,
  alsoWords,
  canLimitHelp,
  evidenceWords,
  planAdviceWords,
  reportWords,
  verdictTone,
  verdictWords,
} from './slow-words.ts'

const EXPLAIN_EVERY_MS = 30_000
const NOTICE_TONE = { good: 'good', warn: 'warn', bad: 'bad', neutral: 'info', accent: 'info' } as const

/** One verdict for the range that is looked at, what speaks for it, and what to do. */
export function SlowCard({ guest }: { guest: GuestView }) {
  const trpc = useTRPC()
  const [{ range }] = useLook()
  const input = { guestId: guest.id, range }
  const slow = useQuery(
    trpc.slow.explain.queryOptions(input, {
      refetchInterval: pollEvery(EXPLAIN_EVERY_MS),
      placeholderData: keepPreviousData,
    }),
  )
  return (
    <Card
      description={t('Judged by {range}.', { range: t(RANGE_WORDS[range]) })}
      title={t('Why is it slow?')}
    >
      <QueryView query={slow}>{(view) => <Told guest={guest} view={view} />}</QueryView>
    </Card>
  )
}

function Told({ guest, view: { verdict, plans } }: { guest: GuestView; view: SlowView }) {
  const { role } = useMe().user
  const also = alsoWords(verdict)
  return (
    <div className="space-y-3">
      <Notice live tone={NOTICE_TONE[verdictTone(verdict)]}>
        <span className="font-medium" data-cause={verdict.cause} data-testid="verdict">
          {verdictWords(verdict)}
        </span>{' '}
        {also}
      </Notice>
      <p>{adviceWords(verdict.cause, role)}</p>
      {plans.length > 0 && (
        <ul aria-label={t('Plans that would have helped')} className="list-disc space-y-1 pl-5">
          {plans.map((plan) => (
            <li key={`${plan.planId} ${plan.limit}`}>{planAdviceWords(plan)}</li>
          ))}
        </ul>
      )}
      {verdict.evidence.length > 0 && (
        <ul aria-label={t('Evidence')} className="space-y-1 text-sm text-soft">
          {verdict.evidence.map((one) => (
            <li key={`${one.metric} ${one.value}`}>{evidenceWords(one)}</li>
          ))}
        </ul>
      )}
      {verdict.cause !== 'nothing' && (
        <div className="flex flex-wrap gap-3">
          <WayOut guest={guest} helps={canLimitHelp(verdict.cause)} />
          <CopyButton
            label={t('Copy for a ticket')}
            text={reportWords(verdict, { name: guest.name, plans })}
          />
        </div>
      )}
    </div>
  )
}

/** Sellers change the limits; others ask them to. */
function WayOut({ guest, helps }: { guest: GuestView; helps: boolean }) {
  const { role } = useMe().user
  if (helps && guest.denied.setLimit === null)
    return (
      <LinkButton href={`/guests/${guest.id}#limits`} size="small">
        {t('Change limits')}
      </LinkButton>
    )
  if (helps && role === 'customer')
    return (
      <p className="self-center text-sm text-soft">
        {t('More of it is sold by {reseller}.', { reseller: guest.reseller.name })}
      </p>
    )
  if (!helps && role === 'admin')
    return (
      <LinkButton href="/hosts" size="small">
        {t('See the hosts')}
      </LinkButton>
    )
  return null
}
