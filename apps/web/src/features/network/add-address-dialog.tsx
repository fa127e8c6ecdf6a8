'use client'

import { useMutation } from '@tanstack/react-query'
import { IpAddress } from '@vserver/core/address/model'
import { z } from 'zod'
import { msg, t, translate } from '@/language/t.ts'
import { messageFor } from '@/messages.ts'
import type { GuestView } from '@/server/services/guest/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import { Dialog, DialogActions } from '@/ui/dialog.tsx'
import { SelectField, TextField } from '@/ui/field.tsx'
import { Form, useForm } from '@/ui/form.tsx'
import { SubmitButton } from '@/ui/submit-button.tsx'
import { useToast } from '@/ui/toast.tsx'
import { useNetworkSaved } from './use-network.ts'

const WAYS = [
  { value: '4-public', label: msg('The next free public IPv4 address') },
  { value: '6-public', label: msg('The next free public IPv6 address') },
  { value: '4-private', label: msg('The next free private IPv4 address') },
  { value: '6-private', label: msg('The next free private IPv6 address') },
  { value: 'this', label: msg('This one:') },
]

const AddForm = z
  .object({ way: z.enum(['4-public', '6-public', '4-private', '6-private', 'this']), address: z.string() })
  .transform(({ way, address }, context) => {
    if (way !== 'this') {
      const [family, kind] = way.split('-')
      return {
        family: family === '6' ? (6 as const) : (4 as const),
        kind: kind === 'private' ? ('private' as const) : ('public' as const),
      }
    }
    const parsed = IpAddress.safeParse(address.trim())
    if (parsed.success) return { address: parsed.data }
    context.addIssue({
      code: 'custom',
      path: ['address'],
      message: translate(parsed.error.issues[0]?.message ?? ''),
    })
    return z.NEVER
  })

/** From a pool of the guest's host; public ones come out of the seller's allowance. */
export function AddAddressDialog({ guest, onClose }: { guest: GuestView; onClose: () => void }) {
  const trpc = useTRPC()
  const toast = useToast()
  const saved = useNetworkSaved(guest.id)
  const add = useMutation(
    trpc.network.addAddress.mutationOptions({
      ...saved,
      onSuccess: (view) => {
        saved.onSuccess(view)
        toast(
          'good',
          t('{guest} has {address} from now on.', {
            guest: guest.name,
            address: view.addresses.at(-1)?.address ?? t('its address'),
          }),
        )
        onClose()
      },
    }),
  )
  return (
    <Dialog onClose={onClose} title={t('Add an address to {guest}', { guest: guest.name })}>
      <Form
        initial={{ way: '4-public', address: '' }}
        label={t('Add address')}
        onSubmit={(request) => add.mutate({ guestId: guest.id, ...request })}
        pending={add.isPending}
        problem={add.error ? messageFor(add.error) : null}
        schema={AddForm}
      >
        <SelectField
          hint={t('It works at once, also while the guest runs.')}
          label={t('Which')}
          name="way"
          options={WAYS.map(({ value, label }) => ({ value, label: t(label) }))}
          placeholder={t('Choose')}
        />
        <ThisOne />
        <DialogActions>
          <Button onClick={onClose}>{t('Cancel')}</Button>
          <SubmitButton>{t('Add address')}</SubmitButton>
        </DialogActions>
      </Form>
    </Dialog>
  )
}

function ThisOne() {
  const { values } = useForm()
  if (values.way !== 'this') return null
  return (
    <TextField
      autoCapitalize="none"
      autoComplete="off"
      hint={t('It has to lie in a pool of the guest’s host and to be free.')}
      label={t('Address')}
      name="address"
      placeholder="192.0.2.10"
      spellCheck={false}
    />
  )
}
