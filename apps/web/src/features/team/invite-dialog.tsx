'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { z } from 'zod'
import { msg, t } from '@/language/t.ts'
import { messageFor } from '@/messages.ts'
import { emailAddress } from '@/server/services/customer/model.ts'
import type { InviteRequest } from '@/server/services/team/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import { Dialog, DialogActions } from '@/ui/dialog.tsx'
import { SelectField, TextField } from '@/ui/field.tsx'
import { Form } from '@/ui/form.tsx'
import { SubmitButton } from '@/ui/submit-button.tsx'
import { useMe } from '../session/me.tsx'
import { InvitationSent } from './invitation-sent.tsx'
import { StandingFields } from './standing-fields.tsx'
import { InviteForm, toStanding } from './standing-form.ts'

const StaffForm = z.object({ email: emailAddress, rank: z.enum(['admin', 'support']) })
const RANKS = [
  { value: 'support', label: msg('Support: sees all guests, every act recorded') },
  { value: 'admin', label: msg('Administrator: may do everything') },
]

/** One letter or link that makes one user. */
export function InviteDialog({ onClose }: { onClose: () => void }) {
  const trpc = useTRPC()
  const client = useQueryClient()
  const isStaff = useMe().account === null
  const invite = useMutation(
    trpc.invitation.create.mutationOptions({
      onSuccess: () => client.invalidateQueries(trpc.invitation.list.queryFilter()),
    }),
  )
  if (invite.data)
    return (
      <Dialog onClose={onClose} title={t('Invited')}>
        <InvitationSent invitation={invite.data} onDone={onClose} />
      </Dialog>
    )
  const send = (request: InviteRequest) => invite.mutate(request)
  const shared = { pending: invite.isPending, problem: invite.error ? messageFor(invite.error) : null }
  return (
    <Dialog onClose={onClose} title={t('Invite somebody')}>
      {isStaff ? (
        <Form
          {...shared}
          initial={{ email: '', rank: 'support' }}
          label={t('Invite somebody')}
          onSubmit={({ email, rank }) => send({ email, rank, accountRoleId: null, guestIds: null })}
          schema={StaffForm}
        >
          <EmailField />
          <SelectField
            label={t('Rank')}
            name="rank"
            options={RANKS.map(({ value, label }) => ({ value, label: t(label) }))}
            placeholder={t('Choose')}
          />
          <Actions onClose={onClose} />
        </Form>
      ) : (
        <Form
          {...shared}
          initial={{ email: '', role: '', reach: 'all', guestIds: [] }}
          label={t('Invite somebody')}
          onSubmit={({ email, ...standing }) => send({ email, rank: null, ...toStanding(standing) })}
          schema={InviteForm}
        >
          <EmailField />
          <StandingFields />
          <Actions onClose={onClose} />
        </Form>
      )}
    </Dialog>
  )
}

function EmailField() {
  return (
    <TextField
      autoCapitalize="none"
      autoComplete="off"
      label={t('E-mail address')}
      name="email"
      type="email"
    />
  )
}

function Actions({ onClose }: { onClose: () => void }) {
  return (
    <DialogActions>
      <Button onClick={onClose}>{t('Cancel')}</Button>
      <SubmitButton>{t('Invite')}</SubmitButton>
    </DialogActions>
  )
}
