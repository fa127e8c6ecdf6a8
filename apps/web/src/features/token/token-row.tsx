'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { rich, t } from '@/language/t.ts'
import type { TokenView } from '@/server/services/token/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Badge } from '@/ui/badge.tsx'
import { Button } from '@/ui/button.tsx'
import { Dialog } from '@/ui/dialog.tsx'
import { TimeAgo } from '@/ui/time-ago.tsx'
import { useToast } from '@/ui/toast.tsx'
import { useFailureToast } from '../feedback/use-failure-toast.ts'
import { TokenSecret } from './token-secret.tsx'

/** One token: what it may, from where, when it was used last, and its end. */
export function TokenRow({ token }: { token: TokenView }) {
  const trpc = useTRPC()
  const client = useQueryClient()
  const toast = useToast()
  const onError = useFailureToast()
  const [secret, setSecret] = useState<string | null>(null)
  const onSettled = () => client.invalidateQueries(trpc.token.pathFilter())
  const rotate = useMutation(
    trpc.token.rotate.mutationOptions({ onError, onSettled, onSuccess: (done) => setSecret(done.secret) }),
  )
  const revoke = useMutation(
    trpc.token.revoke.mutationOptions({
      ...{ onError, onSettled },
      onSuccess: () => toast('good', t('{name} is revoked.', { name: token.name })),
    }),
  )
  const tokenId = token.id
  return (
    <li className="flex flex-wrap items-start justify-between gap-3 px-5 py-3.5">
      <TokenFacts token={token} />
      <div className="flex flex-wrap gap-2">
        <Button
          aria-label={t('Rotate {name}', { name: token.name })}
          deniedReason={token.isExpired ? t('It has expired: make a new one.') : null}
          onClick={() => rotate.mutate({ tokenId })}
          pending={rotate.isPending}
          size="small"
        >
          {t('Rotate')}
        </Button>
        <Button
          aria-label={t('Revoke {name}', { name: token.name })}
          onClick={() => revoke.mutate({ tokenId })}
          pending={revoke.isPending}
          size="small"
        >
          {t('Revoke')}
        </Button>
      </div>
      {secret && (
        <Dialog onClose={() => setSecret(null)} title={t('New secret of {name}', { name: token.name })}>
          <p className="mb-4 text-soft">{t('The one before works for another day.')}</p>
          <TokenSecret onDone={() => setSecret(null)} secret={secret} />
        </Dialog>
      )}
    </li>
  )
}

function TokenFacts({ token }: { token: TokenView }) {
  const { guest, prefixes, permissions, isExpired, lastUsedAt, lastUsedIp } = token
  return (
    <div className="min-w-0 flex-1 basis-60">
      <p className="flex flex-wrap items-center gap-2 font-medium">
        {token.name}
        {isExpired && <Badge tone="bad">{t('Expired')}</Badge>}
        {token.formerUntil && <Badge tone="warn">{t('Two secrets')}</Badge>}
      </p>
      <p className="text-sm break-words text-soft">{permissions.join(', ')}</p>
      <p className="text-sm text-faint">
        {t('{guests} · from {networks} · until {day}', {
          guests: guest ? t('only {name}', { name: guest.name }) : t('all guests'),
          networks: prefixes.join(', ') || t('anywhere'),
          day: token.expiresAt.slice(0, 10),
        })}
        {' · '}
        {lastUsedAt
          ? rich('used {ago} from {address}', {
              ago: <TimeAgo at={lastUsedAt} />,
              address: lastUsedIp ?? t('an unknown address'),
            })
          : t('never used')}
      </p>
    </div>
  )
}
