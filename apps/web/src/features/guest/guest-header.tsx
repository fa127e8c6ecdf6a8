'use client'

import { t } from '@/language/t.ts'
import type { GuestView } from '@/server/services/guest/model.ts'
import { Notice } from '@/ui/notice.tsx'
import { PageHeader } from '@/ui/page-header.tsx'
import { LifeBanner } from '../life/life-banner.tsx'
import { useMe } from '../session/me.tsx'
import { GuestActions } from './guest-actions.tsx'
import { explainState, GuestState } from './guest-state.tsx'

export function GuestHeader({ guest }: { guest: GuestView }) {
  const { role } = useMe().user
  const problem = explainState(guest)
  return (
    <>
      <PageHeader
        action={<GuestActions guest={guest} />}
        crumbs={[{ label: t('Guests'), href: '/guests' }]}
        description={
          <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <span className="font-medium text-ink">
              <GuestState state={guest.state} />
            </span>
            <span aria-hidden="true">·</span>
            {guest.templateLabel}
            <span aria-hidden="true">·</span>
            {t('Plan {name}', { name: guest.plan.name })}
            {role !== 'customer' && (
              <>
                <span aria-hidden="true">·</span>
                {guest.customer.name}
              </>
            )}
          </span>
        }
        title={guest.name}
      />
      {problem && (
        <div className="mb-5">
          <Notice live tone={guest.state === 'failed' ? 'bad' : 'warn'}>
            {problem}
          </Notice>
        </div>
      )}
      <LifeBanner guest={guest} />
      <DeniedReasons guest={guest} />
    </>
  )
}

/** Tooltips are not for everyone: what the role forbids is said once in plain sight. */
function DeniedReasons({ guest }: { guest: GuestView }) {
  const running = guest.state === 'running' || guest.state === 'stopped' || guest.state === 'failed'
  const reasons = new Set(
    (guest.state === 'stopped' || guest.state === 'failed'
      ? [guest.denied.start]
      : [guest.denied.stop]
    ).filter((reason) => reason !== null),
  )
  if (!running || reasons.size === 0) return null
  return <p className="-mt-2 mb-5 text-sm text-faint">{[...reasons].join(' ')}</p>
}
