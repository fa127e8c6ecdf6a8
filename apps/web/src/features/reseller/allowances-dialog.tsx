'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { messageFor } from '@/messages.ts'
import type { ResellerView } from '@/server/services/account/model.ts'
import { Allowances } from '@/server/services/allowance/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import { Dialog, DialogActions } from '@/ui/dialog.tsx'
import { Form } from '@/ui/form.tsx'
import { SubmitButton } from '@/ui/submit-button.tsx'
import { useToast } from '@/ui/toast.tsx'
import { AllowanceFields } from './allowance-fields.tsx'

export function AllowancesDialog({ reseller, onClose }: { reseller: ResellerView; onClose: () => void }) {
  const trpc = useTRPC()
  const client = useQueryClient()
  const toast = useToast()
  const save = useMutation(
    trpc.account.setAllowances.mutationOptions({
      onSuccess: async () => {
        await client.invalidateQueries(trpc.account.listResellers.queryFilter())
        toast('good', `The pool of ${reseller.name} was changed.`)
        onClose()
      },
    }),
  )
  return (
    <Dialog onClose={onClose} title={`Pool of ${reseller.name}`}>
      <Form
        initial={Object.fromEntries(reseller.pool.map((line) => [line.kind, line.granted]))}
        label={`Pool of ${reseller.name}`}
        onSubmit={(allowances) => save.mutate({ accountId: reseller.id, allowances })}
        pending={save.isPending}
        problem={save.error ? messageFor(save.error) : null}
        schema={Allowances}
      >
        <AllowanceFields />
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <SubmitButton>Save pool</SubmitButton>
        </DialogActions>
      </Form>
    </Dialog>
  )
}
