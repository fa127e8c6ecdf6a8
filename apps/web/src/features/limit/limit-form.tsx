'use client'

import { useMutation } from '@tanstack/react-query'
import { Limit } from '@vserver/core/limit/model'
import { t } from '@/language/t.ts'
import { messageFor } from '@/messages.ts'
import type { GuestView } from '@/server/services/guest/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import { Form } from '@/ui/form.tsx'
import { SubmitButton } from '@/ui/submit-button.tsx'
import { useToast } from '@/ui/toast.tsx'
import { useGuestRefresh } from '../guest/use-guest-refresh.ts'
import { limitChange } from './limit-change.ts'
import { LimitFields } from './limit-fields.tsx'

export function LimitForm({ guest, onClose }: { guest: GuestView; onClose: () => void }) {
  const trpc = useTRPC()
  const toast = useToast()
  const refresh = useGuestRefresh()
  const save = useMutation(
    trpc.limit.set.mutationOptions({
      onSuccess: () => {
        toast('good', t('Limits saved.'))
        onClose()
      },
      onSettled: refresh,
    }),
  )
  const submit = (limit: Limit) => {
    const change = limitChange(guest.limit, limit)
    if (Object.keys(change).length === 0) return onClose()
    save.mutate({ guestId: guest.id, change })
  }
  return (
    <Form
      apiCall={(limit) => ({
        ...{ method: 'POST', name: 'limit.set' },
        input: { guestId: guest.id, change: limitChange(guest.limit, limit) },
      })}
      initial={guest.limit}
      label={t('Limits')}
      onSubmit={submit}
      pending={save.isPending}
      problem={save.error ? messageFor(save.error) : null}
      schema={Limit}
    >
      <LimitFields />
      <div className="flex gap-3">
        <SubmitButton deniedReason={guest.denied.setLimit}>{t('Save limits')}</SubmitButton>
        <Button onClick={onClose}>{t('Cancel')}</Button>
      </div>
    </Form>
  )
}
