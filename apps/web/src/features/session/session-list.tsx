'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { rich, t } from '@/language/t.ts'
import { type Outputs, useTRPC } from '@/trpc/client.tsx'
import { Badge } from '@/ui/badge.tsx'
import { Button } from '@/ui/button.tsx'
import { Card } from '@/ui/card.tsx'
import { TimeAgo } from '@/ui/time-ago.tsx'
import { useToast } from '@/ui/toast.tsx'
import { QueryView } from '../feedback/query-view.tsx'
import { useFailureToast } from '../feedback/use-failure-toast.ts'
import { deviceName } from './device-name.ts'

type Session = Outputs['me']['sessions'][number]

export function SessionList() {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const toast = useToast()
  const onError = useFailureToast()
  const sessions = useQuery(trpc.me.sessions.queryOptions())
  const refresh = () => queryClient.invalidateQueries(trpc.me.sessions.queryFilter())
  const revoke = useMutation(
    trpc.me.revokeSession.mutationOptions({
      onError,
      onSuccess: () => toast('good', t('That device is signed out; its consoles are closed.')),
      onSettled: refresh,
    }),
  )
  const revokeOthers = useMutation(
    trpc.me.revokeOtherSessions.mutationOptions({
      onError,
      onSuccess: () => toast('good', t('All other devices are signed out.')),
      onSettled: refresh,
    }),
  )
  const others = sessions.data?.filter((session) => !session.current).length ?? 0
  return (
    <Card
      action={
        <Button
          deniedReason={others === 0 ? t('You are signed in nowhere else.') : null}
          onClick={() => revokeOthers.mutate()}
          pending={revokeOthers.isPending}
          size="small"
        >
          {t('Sign out all others')}
        </Button>
      }
      description={t('Sign out a device that you do not know, then change your password.')}
      flush
      title={t('Where you are signed in')}
    >
      <QueryView query={sessions}>
        {(rows) => (
          <ul className="divide-y divide-line border-t border-line">
            {rows.map((session) => (
              <SessionRow
                key={session.id}
                onRevoke={() => revoke.mutate({ sessionId: session.id })}
                pending={revoke.isPending && revoke.variables.sessionId === session.id}
                session={session}
              />
            ))}
          </ul>
        )}
      </QueryView>
    </Card>
  )
}

function SessionRow({
  session,
  onRevoke,
  pending,
}: {
  session: Session
  onRevoke: () => void
  pending: boolean
}) {
  const device = deviceName(session.userAgent)
  return (
    <li className="flex flex-wrap items-center justify-between gap-3 px-5 py-3.5">
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-2 font-medium">
          {device}
          {session.current && <Badge tone="good">{t('This device')}</Badge>}
        </p>
        <p className="text-sm text-faint">
          {rich('{address} · signed in {since} · last seen {seen}', {
            address: session.ip ?? t('address not known'),
            since: <TimeAgo at={session.createdAt} />,
            seen: <TimeAgo at={session.lastSeenAt} />,
          })}
        </p>
      </div>
      {!session.current && (
        <Button
          aria-label={t('Sign out {device}', { device })}
          onClick={onRevoke}
          pending={pending}
          size="small"
        >
          {t('Sign out')}
        </Button>
      )}
    </li>
  )
}
