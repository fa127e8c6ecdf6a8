'use client'

import { useMutation } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useMemo } from 'react'
import { z } from 'zod'
import { t } from '@/language/t.ts'
import { messageFor } from '@/messages.ts'
import type { GuestView } from '@/server/services/guest/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import { Dialog, DialogActions } from '@/ui/dialog.tsx'
import { Form } from '@/ui/form.tsx'
import { SubmitButton } from '@/ui/submit-button.tsx'
import { useToast } from '@/ui/toast.tsx'
import { ConfirmNameField, nameOf } from './confirm-name.tsx'
import { useGuestRefresh } from './use-guest-refresh.ts'

/** Deleting asks for the name and lists what goes with it. */
export function GuestDeleteDialog({ guest, onClose }: { guest: GuestView; onClose: () => void }) {
  const trpc = useTRPC()
  const router = useRouter()
  const toast = useToast()
  const refresh = useGuestRefresh()
  const schema = useMemo(() => z.object({ confirmName: nameOf(guest) }), [guest])
  const remove = useMutation(
    trpc.guest.delete.mutationOptions({
      onSuccess: () => {
        toast('good', t('{name} is being deleted.', { name: guest.name }))
        // The palette stays where it is when the page changes.
        onClose()
        router.push('/guests')
      },
      onSettled: refresh,
    }),
  )
  return (
    <Dialog onClose={onClose} title={t('Delete {name}?', { name: guest.name })}>
      <p className="text-soft">{t('With the guest go:')}</p>
      <ul className="mt-1.5 mb-5 list-disc space-y-1 pl-5 text-soft">
        <li>{t('all its files and everything installed in it,')}</li>
        <li>{t('its running programs and open consoles,')}</li>
        <li>
          {t('the access of {customer} to it, and its place in the pool of {reseller}.', {
            ...{ customer: guest.customer.name, reseller: guest.reseller.name },
          })}
        </li>
      </ul>
      <Form
        initial={{ confirmName: '' }}
        label={t('Confirm deletion')}
        onSubmit={({ confirmName }) => remove.mutate({ guestId: guest.id, confirmName })}
        pending={remove.isPending}
        problem={remove.error ? messageFor(remove.error) : null}
        schema={schema}
      >
        <ConfirmNameField guest={guest} />
        <DialogActions>
          <Button onClick={onClose}>{t('Keep it')}</Button>
          <SubmitButton variant="danger">{t('Delete guest')}</SubmitButton>
        </DialogActions>
      </Form>
    </Dialog>
  )
}
