'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTRPC } from '@/trpc/client.tsx'
import { Card } from '@/ui/card.tsx'
import { PageHeader } from '@/ui/page-header.tsx'
import { useToast } from '@/ui/toast.tsx'
import { ChangePasswordForm } from './change-password-form.tsx'
import { SessionList } from './session-list.tsx'

export function SessionsPage() {
  const trpc = useTRPC()
  const client = useQueryClient()
  const toast = useToast()
  // A new key empties the form after it was used.
  const [round, setRound] = useState(0)
  const changed = () => {
    toast('good', 'Password changed. All other devices are signed out.')
    setRound(round + 1)
    void client.invalidateQueries(trpc.me.sessions.queryFilter())
  }
  return (
    <>
      <PageHeader description="Where you are signed in, and how." title="Sessions and password" />
      <div className="grid gap-5 xl:grid-cols-[minmax(0,1fr)_24rem] xl:items-start">
        <SessionList />
        <Card title="Change password">
          <ChangePasswordForm key={round} onChanged={changed} oneTime={false} />
        </Card>
      </div>
    </>
  )
}
