'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { rich, t, translate } from '@/language/t.ts'
import type { InvitationView } from '@/server/services/team/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Badge } from '@/ui/badge.tsx'
import { Button } from '@/ui/button.tsx'
import { Card } from '@/ui/card.tsx'
import { TimeAgo } from '@/ui/time-ago.tsx'
import { useToast } from '@/ui/toast.tsx'
import { QueryView } from '../feedback/query-view.tsx'
import { useFailureToast } from '../feedback/use-failure-toast.ts'

/** Those that nobody has accepted yet. */
export function InvitationCard({ deniedReason }: { deniedReason: string | null }) {
  const trpc = useTRPC()
  const client = useQueryClient()
  const toast = useToast()
  const invitations = useQuery(trpc.invitation.list.queryOptions())
  const revoke = useMutation(
    trpc.invitation.revoke.mutationOptions({
      onSuccess: () => toast('good', t('The invitation was taken back.')),
      onError: useFailureToast(),
      onSettled: () => client.invalidateQueries(trpc.invitation.list.queryFilter()),
    }),
  )
  return (
    <Card flush title={t('Open invitations')}>
      <QueryView query={invitations}>
        {(rows) =>
          rows.length === 0 ? (
            <p className="px-5 pb-5 text-sm text-faint">{t('Nobody is invited at the moment.')}</p>
          ) : (
            <ul aria-label={t('Open invitations')} className="divide-y divide-line border-t border-line">
              {rows.map((one) => (
                <li
                  className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-5 py-3"
                  key={one.id}
                >
                  <InvitationFacts invitation={one} />
                  <Button
                    aria-label={t('Take back the invitation of {email}', { email: one.email })}
                    deniedReason={deniedReason}
                    onClick={() => revoke.mutate({ invitationId: one.id })}
                    size="small"
                  >
                    {t('Take back')}
                  </Button>
                </li>
              ))}
            </ul>
          )
        }
      </QueryView>
    </Card>
  )
}

function InvitationFacts({ invitation }: { invitation: InvitationView }) {
  const { email, accountRole, rank, guests, invitedByName, createdAt, state } = invitation
  const role = accountRole?.name ?? (rank === 'admin' || rank === 'support' ? translate(rank) : t('Owner'))
  const standing =
    guests === null
      ? role
      : t('{role}, {count, plural, one {# guest} other {# guests}}', { role, count: guests })
  return (
    <div className="min-w-0 flex-1 basis-48">
      <p className="font-medium break-all">
        {email} {state === 'expired' && <Badge tone="warn">{t('Too old')}</Badge>}
      </p>
      <p className="text-sm text-faint">
        {rich('{standing} · invited by {user} {ago}', {
          standing,
          user: invitedByName,
          ago: <TimeAgo at={createdAt} />,
        })}
      </p>
    </div>
  )
}
