'use client'

import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { OpenConsoleView } from '@/server/services/console/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Badge } from '@/ui/badge.tsx'
import { Button, LinkButton } from '@/ui/button.tsx'
import { TimeAgo } from '@/ui/time-ago.tsx'
import { useFailureToast } from '../feedback/use-failure-toast.ts'
import { ShareDialog } from './share-dialog.tsx'
import { useConsentRefresh } from './use-consent-refresh.ts'

type Props = { guestId: string; consoles: readonly OpenConsoleView[] }

/** One row for each open terminal: whose, since when, who else is on it, and what can be done about it. */
export function OpenConsoles({ guestId, consoles }: Props) {
  if (consoles.length === 0) return <p className="text-sm text-faint">Nobody has a console open.</p>
  return (
    <ul aria-label="Open consoles" className="divide-y divide-line">
      {consoles.map((one) => (
        <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 py-2.5" key={one.id}>
          <span className="min-w-0 flex-1 basis-52">
            <span className="flex flex-wrap items-center gap-2">
              {one.isMine ? 'You' : one.owner.name}
              {one.owner.role && <Badge tone={one.isByGrant ? 'warn' : 'neutral'}>{one.owner.role}</Badge>}
              <Badge>{one.via === 'ssh' ? 'SSH' : 'Browser'}</Badge>
              {!one.isAttached && <Badge>not looked at</Badge>}
            </span>
            <span className="block text-sm text-faint">
              since <TimeAgo at={one.openedAt} />
              {one.others.map(({ id, name, mode }) => (
                <span key={id}>
                  {' '}
                  · {name} {mode === 'peer' ? 'types too' : 'watches'}
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
  const name = one.isMine ? 'your console' : `the console of ${one.owner.name}`
  return (
    <span className="flex flex-wrap gap-2">
      {one.joinAs && (
        <LinkButton
          aria-label={`${one.joinAs === 'peer' ? 'Join' : 'Watch'} ${name}`}
          href={`/guests/${guestId}/console?watch=${one.id}&mode=${one.joinAs}`}
          size="small"
        >
          {one.joinAs === 'peer' ? 'Join' : 'Watch'}
        </LinkButton>
      )}
      {one.isMine && (
        <Button onClick={() => setSharing(true)} size="small">
          Share
        </Button>
      )}
      <Button
        aria-label={`End ${name}`}
        deniedReason={one.mayEnd ? null : 'Only its owner and the owner of the guest may end it.'}
        onClick={() => end.mutate({ guestId, consoleId: one.id as never })}
        pending={end.isPending}
        size="small"
      >
        End
      </Button>
      {sharing && <ShareDialog console={one} guestId={guestId} onClose={() => setSharing(false)} />}
    </span>
  )
}
