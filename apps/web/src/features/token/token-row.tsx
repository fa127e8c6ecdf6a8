'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
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
      onSuccess: () => toast('good', `${token.name} is revoked.`),
    }),
  )
  const tokenId = token.id
  return (
    <li className="flex flex-wrap items-start justify-between gap-3 px-5 py-3.5">
      <TokenFacts token={token} />
      <div className="flex flex-wrap gap-2">
        <Button
          aria-label={`Rotate ${token.name}`}
          deniedReason={token.isExpired ? 'It has expired: make a new one.' : null}
          onClick={() => rotate.mutate({ tokenId })}
          pending={rotate.isPending}
          size="small"
        >
          Rotate
        </Button>
        <Button
          aria-label={`Revoke ${token.name}`}
          onClick={() => revoke.mutate({ tokenId })}
          pending={revoke.isPending}
          size="small"
        >
          Revoke
        </Button>
      </div>
      {secret && (
        <Dialog onClose={() => setSecret(null)} title={`New secret of ${token.name}`}>
          <p className="mb-4 text-soft">The one before works for another day.</p>
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
        {isExpired && <Badge tone="bad">Expired</Badge>}
        {token.formerUntil && <Badge tone="warn">Two secrets</Badge>}
      </p>
      <p className="text-sm break-words text-soft">{permissions.join(', ')}</p>
      <p className="text-sm text-faint">
        {guest ? `only ${guest.name}` : 'all guests'} · from {prefixes.join(', ') || 'anywhere'} · until{' '}
        {token.expiresAt.slice(0, 10)} ·{' '}
        {lastUsedAt ? (
          <>
            used <TimeAgo at={lastUsedAt} /> from {lastUsedIp ?? 'an unknown address'}
          </>
        ) : (
          'never used'
        )}
      </p>
    </div>
  )
}
