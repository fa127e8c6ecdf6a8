'use client'

import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { roleWords } from '@/language/role-words.ts'
import { rich, t } from '@/language/t.ts'
import type { OpenConsoleView } from '@/server/services/console/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Badge } from '@/ui/badge.tsx'
import { Button, LinkButton } from '@/ui/button.tsx'
import { openedLater } from '@/ui/opened-later.tsx'
import { TimeAgo } from '@/ui/time-ago.tsx'
import { useFailureToast } from '../feedback/use-failure-toast.ts'
import { useConsentRefresh } from './use-consent-refresh.ts'

const ShareDialog = openedLater(() => import('./share-dialog.tsx').then((module) => module.ShareDialog))

type Props = { guestId: string; consoles: readonly OpenConsoleView[] }

/** One row for each open terminal: whose, since when, who else is on it, and what can be done about it. */
export function OpenConsoles({ guestId, consoles }: Props) {
  if (consoles.length === 0) return <p className="text-sm text-faint">{t('Nobody has a console open.')}</p>
  return (
    <ul aria-label={t('Open consoles')} className="divide-y divide-line">
      {consoles.map((one) => (
        <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 py-2.5" key={one.id}>
          <span className="min-w-0 flex-1 basis-52">
            <span className="flex flex-wrap items-center gap-2">
              {one.isMine ? t('You') : one.owner.name}
              {one.owner.role && (
                <Badge tone={one.isByGrant ? 'warn' : 'neutral'}>{roleWords(one.owner.role)}</Badge>
              )}
              <Badge>{one.via === 'ssh' ? 'SSH' : t('Browser')}</Badge>
              {!one.isAttached && <Badge>{t('not looked at')}</Badge>}
            </span>
            <span className="block text-sm text-faint">
              {rich('opened {time}', { time: <TimeAgo at={one.openedAt} /> })}
              {one.others.map(({ id, name, mode }) => (
                <span key={id}>
                  {' '}
                  · {mode === 'peer' ? t('{name} types too', { name }) : t('{name} watches', { name })}
                </span>
              ))}
            </span>
          </span>
          <RowActions guestId={guestId} one={one} />
        </li>
      ))}
    </ul>
  )
}

function RowActions({ guestId, one }: { guestId: string; one: OpenConsoleView }) {
  const trpc = useTRPC()
  const refresh = useConsentRefresh()
  const [sharing, setSharing] = useState(false)
  const options = { onError: useFailureToast(), onSettled: refresh }
  const end = useMutation(trpc.console.end.mutationOptions(options))
  const { name } = one.owner
  return (
    <span className="flex flex-wrap gap-2">
      {one.joinAs && (
        <LinkButton
          aria-label={
            one.joinAs === 'peer'
              ? t('Join the console of {name}', { name })
              : t('Watch the console of {name}', { name })
          }
          href={`/guests/${guestId}/console?watch=${one.id}&mode=${one.joinAs}`}
          size="small"
        >
          {one.joinAs === 'peer' ? t('Join') : t('Watch')}
        </LinkButton>
      )}
      {one.isMine && (
        <Button onClick={() => setSharing(true)} size="small">
          {t('Share')}
        </Button>
      )}
      <Button
        aria-label={one.isMine ? t('End your console') : t('End the console of {name}', { name })}
        deniedReason={one.mayEnd ? null : t('Only its owner and the owner of the guest may end it.')}
        onClick={() => end.mutate({ guestId, consoleId: one.id as never })}
        pending={end.isPending}
        size="small"
      >
        {t('End')}
      </Button>
      {sharing && <ShareDialog console={one} guestId={guestId} onClose={() => setSharing(false)} />}
    </span>
  )
}
