'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
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
        toast('good', `Pool ${name} was changed.`)
        onClose()
      },
      onSettled: () => client.invalidateQueries(trpc.address.pathFilter()),
    }),
  )
  return (
    <Dialog onClose={onClose} title={`Change pool ${pool.name}`}>
      <Form
        initial={{ name: pool.name, gateway: pool.gateway ?? '', reverseZone: pool.reverseZone ?? '' }}
        label="Change pool"
        onSubmit={(change) => save.mutate({ poolId: pool.id, change })}
        pending={save.isPending}
        problem={save.error ? messageFor(save.error) : null}
        schema={PoolEditForm}
      >
        <TextField autoComplete="off" label="Name" name="name" />
        <TextField
          autoComplete="off"
          hint="Never given to a guest. Empty: the host is the gateway."
          label="Gateway"
          name="gateway"
          spellCheck={false}
        />
        <TextField
          autoComplete="off"
          hint="Empty: its addresses have no reverse names here."
          label="Reverse zone"
          name="reverseZone"
          spellCheck={false}
        />
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <SubmitButton>Save pool</SubmitButton>
        </DialogActions>
      </Form>
    </Dialog>
  )
}
