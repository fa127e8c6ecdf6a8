'use client'

import { useMutation, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { t } from '@/language/t.ts'
import { messageFor } from '@/messages.ts'
import type { SshGateway } from '@/server/services/ssh-key/model.ts'
import { type Outputs, useTRPC } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import { Card } from '@/ui/card.tsx'
import { CopyButton } from '@/ui/copy-button.tsx'
import { Notice } from '@/ui/notice.tsx'
import { sshCommands } from './ssh-commands.ts'

type Guest = Outputs['guest']['get']

/** What to type into one's own terminal; absent when the panel has no gateway. */
export function SshAccessCard({ guest }: { guest: Guest }) {
  const trpc = useTRPC()
  const gateway = useQuery(trpc.ssh.gateway.queryOptions())
  const login = useQuery({
    ...trpc.ssh.login.queryOptions({ guestId: guest.id }),
    enabled: gateway.data !== null && gateway.data !== undefined,
  })
  if (!gateway.data || !login.data) return null
  return (
    <Card
      description={t('With a key of your account, or with a one-time password as below.')}
      title={t('From your own terminal')}
    >
      <Commands gateway={gateway.data} login={login.data.login} />
      <OneTimePassword deniedReason={guest.denied.console} guestId={guest.id} />
    </Card>
  )
}

function Commands({ gateway, login }: { gateway: SshGateway; login: string }) {
  // The server does not know the name that the browser reached it by.
  const [here, setHere] = useState<string | null>(null)
  useEffect(() => setHere(window.location.hostname), [])
  const host = gateway.host ?? here
  if (host === null) return null
  return (
    <ul className="space-y-2">
      {sshCommands({ host, port: gateway.port, login }).map(({ label, command }) => (
        <li className="flex flex-wrap items-center justify-between gap-3" key={label}>
          <span className="min-w-0">
            <span className="block text-sm text-soft">{label}</span>
            <code className="font-mono break-all">{command}</code>
          </span>
          <CopyButton of={label} text={command} />
        </li>
      ))}
    </ul>
  )
}

function OneTimePassword({ guestId, deniedReason }: { guestId: string; deniedReason: string | null }) {
  const trpc = useTRPC()
  const make = useMutation(trpc.ssh.code.mutationOptions())
  return (
    <div className="mt-4 border-t border-line pt-4">
      {make.data && (
        <div className="mb-3 flex flex-wrap items-center justify-between gap-3">
          <code className="min-w-0 rounded-lg bg-raised px-3 py-1.5 font-mono break-all">
            {make.data.code}
          </code>
          <CopyButton label={t('Copy password')} text={make.data.code} />
        </div>
      )}
      {make.error && <Notice tone="bad">{messageFor(make.error)}</Notice>}
      <div className="flex flex-wrap items-center gap-3">
        <Button
          deniedReason={deniedReason}
          onClick={() => make.mutate({ guestId })}
          pending={make.isPending}
          size="small"
        >
          {t('One-time password')}
        </Button>
        <span className="text-sm text-soft" role="status">
          {make.data ? t('Good for one connection within five minutes.') : t('For when no key is at hand.')}
        </span>
      </div>
    </div>
  )
}
