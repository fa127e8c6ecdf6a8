'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { t } from '@/language/t.ts'
import { messageFor } from '@/messages.ts'
import type { MemberView } from '@/server/services/team/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import { Dialog, DialogActions } from '@/ui/dialog.tsx'
import { Form } from '@/ui/form.tsx'
import { Notice } from '@/ui/notice.tsx'
import { SubmitButton } from '@/ui/submit-button.tsx'
import { useToast } from '@/ui/toast.tsx'
import { StandingFields } from './standing-fields.tsx'
import { OWNER, StandingForm, toStanding } from './standing-form.ts'

type Props = { member: MemberView; onClose: () => void }

/** Another role or other guests; it holds with the member's next click. */
export function MemberDialog({ member, onClose }: Props) {
  const trpc = useTRPC()
  const client = useQueryClient()
  const toast = useToast()
  const set = useMutation(
    trpc.team.setMember.mutationOptions({
      onSuccess: () => {
        toast('good', t('{name} has another role now.', { name: member.name }))
        onClose()
      },
      onSettled: () => client.invalidateQueries(trpc.team.members.queryFilter()),
    }),
  )
  const { accountRole, guests } = member
  const initial = {
    role: accountRole?.id ?? OWNER,
    reach: guests ? 'some' : 'all',
    guestIds: (guests ?? []).map(({ id }) => id),
  }
  return (
    <Dialog onClose={onClose} title={t('Role of {name}', { name: member.name })}>
      <Form
        initial={initial}
        label={t('Role of a member')}
        onSubmit={(standing) => set.mutate({ userId: member.id, ...toStanding(standing) })}
        pending={set.isPending}
        problem={set.error ? messageFor(set.error) : null}
        schema={StandingForm}
      >
        <StandingFields />
        <DialogActions>
          <Button onClick={onClose}>{t('Cancel')}</Button>
          <SubmitButton>{t('Save')}</SubmitButton>
        </DialogActions>
      </Form>
    </Dialog>
  )
}

export function MemberRemoveDialog({ member, onClose }: Props) {
  const trpc = useTRPC()
  const client = useQueryClient()
  const toast = useToast()
  const remove = useMutation(
    trpc.team.removeMember.mutationOptions({
      onSuccess: () => {
        toast('good', t('{name} was removed.', { name: member.name }))
        onClose()
      },
      onSettled: () => client.invalidateQueries(trpc.team.members.queryFilter()),
    }),
  )
  return (
    <Dialog onClose={onClose} title={t('Remove {name}?', { name: member.name })}>
      {remove.error && (
        <Notice live tone="bad">
          {messageFor(remove.error)}
        </Notice>
      )}
      <p className="mt-2 text-soft">
        {t(
          '{email} cannot sign in any more; open pages and consoles end at once. What they did stays in the activity.',
          { email: member.email },
        )}
      </p>
      <DialogActions>
        <Button onClick={onClose}>{t('Keep')}</Button>
        <Button
          onClick={() => remove.mutate({ userId: member.id })}
          pending={remove.isPending}
          variant="danger"
        >
          {t('Remove')}
        </Button>
      </DialogActions>
    </Dialog>
  )
}
