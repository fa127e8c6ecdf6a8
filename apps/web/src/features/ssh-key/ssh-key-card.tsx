'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { msg, rich, t } from '@/language/t.ts'
import type { SshKeyView } from '@/server/services/ssh-key/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import { Card } from '@/ui/card.tsx'
import { openedLater } from '@/ui/opened-later.tsx'
import { TimeAgo } from '@/ui/time-ago.tsx'
import { useToast } from '@/ui/toast.tsx'
import { QueryView } from '../feedback/query-view.tsx'
import { useFailureToast } from '../feedback/use-failure-toast.ts'

const SshKeyAddDialog = openedLater(() =>
  import('./ssh-key-add-dialog.tsx').then((module) => module.SshKeyAddDialog),
)

const NO_GATEWAY = msg('This panel has no SSH gateway; its administrator can switch one on.')

/** The keys that one's own SSH client signs in with, and how the gateway is known. */
export function SshKeyCard() {
  const trpc = useTRPC()
  const gateway = useQuery(trpc.ssh.gateway.queryOptions())
  const keys = useQuery(trpc.sshKey.list.queryOptions())
  const [isOpen, setOpen] = useState(false)
  return (
    <Card
      action={
        <Button
          deniedReason={gateway.data === null ? t(NO_GATEWAY) : null}
          icon="plus"
          onClick={() => setOpen(true)}
          size="small"
        >
          {t('Add key')}
        </Button>
      }
      description={t('Open shells and copy files in your guests with ssh, sftp and scp.')}
      flush
      title={t('SSH keys')}
    >
      <QueryView query={keys}>
        {(rows) =>
          rows.length === 0 ? (
            <p className="px-5 pb-5 text-soft">
              {gateway.data === null ? t(NO_GATEWAY) : t('You have none yet.')}
            </p>
          ) : (
            <ul className="divide-y divide-line border-t border-line">
              {rows.map((sshKey) => (
                <SshKeyRow key={sshKey.id} sshKey={sshKey} />
              ))}
            </ul>
          )
        }
      </QueryView>
      {gateway.data && (
        <p className="border-t border-line px-5 py-3.5 text-sm text-soft">
          {rich(
            'Your client asks about the gateway once. It is the right one if it shows {fingerprint} (ED25519).',
            {
              fingerprint: <code className="font-mono break-all">{gateway.data.fingerprint}</code>,
            },
          )}
        </p>
      )}
      {isOpen && <SshKeyAddDialog onClose={() => setOpen(false)} />}
    </Card>
  )
}

function SshKeyRow({ sshKey }: { sshKey: SshKeyView }) {
  const trpc = useTRPC()
  const client = useQueryClient()
  const toast = useToast()
  const onError = useFailureToast()
  const remove = useMutation(
    trpc.sshKey.remove.mutationOptions({
      onError,
      onSuccess: () =>
        toast('good', t('{name} is removed; its connections are closed.', { name: sshKey.name })),
      onSettled: () => client.invalidateQueries(trpc.sshKey.pathFilter()),
    }),
  )
  return (
    <li className="flex flex-wrap items-center justify-between gap-3 px-5 py-3.5">
      <div className="min-w-0">
        <p className="font-medium">{sshKey.name}</p>
        <p className="text-sm break-all text-faint">
          {sshKey.type} <span className="font-mono">{sshKey.fingerprint}</span>
        </p>
        <p className="text-sm text-faint">
          {rich('added {ago}', { ago: <TimeAgo at={sshKey.createdAt} /> })}
          {' · '}
          {sshKey.lastUsedAt
            ? rich('used {ago}', { ago: <TimeAgo at={sshKey.lastUsedAt} /> })
            : t('never used')}
        </p>
      </div>
      <Button
        aria-label={t('Remove {name}', { name: sshKey.name })}
        onClick={() => remove.mutate({ sshKeyId: sshKey.id })}
        pending={remove.isPending}
        size="small"
      >
        {t('Remove')}
      </Button>
    </li>
  )
}
