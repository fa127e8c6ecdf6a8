'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { t } from '@/language/t.ts'
import { messageFor } from '@/messages.ts'
import type { PoolView } from '@/server/services/address/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import { Dialog, DialogActions } from '@/ui/dialog.tsx'
import { TextField } from '@/ui/field.tsx'
import { Form } from '@/ui/form.tsx'
import { SubmitButton } from '@/ui/submit-button.tsx'
import { useToast } from '@/ui/toast.tsx'
import { PoolEditForm } from './pool-form.ts'

/** Which addresses a pool has stays as it is; for others there are other pools. */
export function PoolEditDialog({ pool, onClose }: { pool: PoolView; onClose: () => void }) {
  const trpc = useTRPC()
  const client = useQueryClient()
  const toast = useToast()
  const save = useMutation(
    trpc.address.updatePool.mutationOptions({
      onSuccess: ({ name }) => {
        toast('good', t('Pool {pool} was changed.', { pool: name }))
        onClose()
      },
      onSettled: () => client.invalidateQueries(trpc.address.pathFilter()),
    }),
  )
  return (
    <Dialog onClose={onClose} title={t('Change pool {pool}', { pool: pool.name })}>
      <Form
        initial={{ name: pool.name, gateway: pool.gateway ?? '', reverseZone: pool.reverseZone ?? '' }}
        label={t('Change pool')}
        onSubmit={(change) => save.mutate({ poolId: pool.id, change })}
        pending={save.isPending}
        problem={save.error ? messageFor(save.error) : null}
        schema={PoolEditForm}
      >
        <TextField autoComplete="off" label={t('Name')} name="name" />
        <TextField
          autoComplete="off"
          hint={t('Never given to a guest. Empty: the host is the gateway.')}
          label={t('Gateway')}
          name="gateway"
          spellCheck={false}
        />
        <TextField
          autoComplete="off"
          hint={t('Empty: its addresses have no reverse names here.')}
          label={t('Reverse zone')}
          name="reverseZone"
          spellCheck={false}
        />
        <DialogActions>
          <Button onClick={onClose}>{t('Cancel')}</Button>
          <SubmitButton>{t('Save pool')}</SubmitButton>
        </DialogActions>
      </Form>
    </Dialog>
  )
}
