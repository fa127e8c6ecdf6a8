'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { t } from '@/language/t.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Card } from '@/ui/card.tsx'
import { useToast } from '@/ui/toast.tsx'
import { ChangePasswordForm } from '../session/change-password-form.tsx'

export function PasswordCard() {
  const trpc = useTRPC()
  const client = useQueryClient()
  const toast = useToast()
  // A new key empties the form after it was used.
  const [round, setRound] = useState(0)
  const changed = () => {
    toast('good', t('Password changed. All other devices are signed out.'))
    setRound(round + 1)
    void client.invalidateQueries(trpc.me.sessions.queryFilter())
  }
  return (
    <Card title={t('Change password')}>
      <ChangePasswordForm key={round} onChanged={changed} oneTime={false} />
    </Card>
  )
}
