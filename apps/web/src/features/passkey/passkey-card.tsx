'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { rich, t } from '@/language/t.ts'
import type { PasskeyView } from '@/server/services/passkey/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import { Card } from '@/ui/card.tsx'
import { openedLater } from '@/ui/opened-later.tsx'
import { TimeAgo } from '@/ui/time-ago.tsx'
import { useToast } from '@/ui/toast.tsx'
import { QueryView } from '../feedback/query-view.tsx'
import { useFailureToast } from '../feedback/use-failure-toast.ts'
import { useNoKeysReason } from './use-no-keys-reason.ts'

const PasskeyAddDialog = openedLater(() =>
  import('./passkey-add-dialog.tsx').then((module) => module.PasskeyAddDialog),
)

export function PasskeyCard() {
  const trpc = useTRPC()
  const keys = useQuery(trpc.passkey.list.queryOptions())
  const reason = useNoKeysReason()
  const [isOpen, setOpen] = useState(false)
  return (
    <Card
      action={
        <Button deniedReason={reason} icon="plus" onClick={() => setOpen(true)} size="small">
          {t('Add')}
        </Button>
      }
      description={t(
        'Sign in with your finger, face or the PIN of your device; nothing to remember, nothing to steal.',
      )}
      flush
      title={t('Passkeys')}
    >
      <QueryView query={keys}>
        {(rows) =>
          rows.length === 0 ? (
            <p className="px-5 pb-5 text-soft">{reason ?? t('You have none yet.')}</p>
          ) : (
            <ul className="divide-y divide-line border-t border-line">
              {rows.map((passkey) => (
                <PasskeyRow key={passkey.id} passkey={passkey} />
              ))}
            </ul>
          )
        }
      </QueryView>
      {isOpen && <PasskeyAddDialog onClose={() => setOpen(false)} />}
    </Card>
  )
}

function PasskeyRow({ passkey }: { passkey: PasskeyView }) {
  const trpc = useTRPC()
  const client = useQueryClient()
  const toast = useToast()
  const onError = useFailureToast()
  const remove = useMutation(
    trpc.passkey.remove.mutationOptions({
      onError,
      onSuccess: () => toast('good', t('{name} no longer signs you in.', { name: passkey.name })),
      onSettled: () => client.invalidateQueries(trpc.passkey.pathFilter()),
    }),
  )
  return (
    <li className="flex flex-wrap items-center justify-between gap-3 px-5 py-3.5">
      <div className="min-w-0">
        <p className="font-medium">{passkey.name}</p>
        <p className="text-sm text-faint">
          {rich('for {site} · added {since}', {
            site: passkey.site,
            since: <TimeAgo at={passkey.createdAt} />,
          })}
          {' · '}
          {passkey.lastUsedAt
            ? rich('used {ago}', { ago: <TimeAgo at={passkey.lastUsedAt} /> })
            : t('never used')}
        </p>
      </div>
      <Button
        aria-label={t('Remove {name}', { name: passkey.name })}
        onClick={() => remove.mutate({ passkeyId: passkey.id })}
        pending={remove.isPending}
        size="small"
      >
        {t('Remove')}
      </Button>
    </li>
  )
}
