'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { z } from 'zod'
import { t } from '@/language/t.ts'
import { messageFor } from '@/messages.ts'
import type { ResellerView } from '@/server/services/account/model.ts'
import { Allowances, PoolTerms } from '@/server/services/allowance/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import { Dialog, DialogActions } from '@/ui/dialog.tsx'
import { Form } from '@/ui/form.tsx'
import { SubmitButton } from '@/ui/submit-button.tsx'
import { useToast } from '@/ui/toast.tsx'
import { AllowanceFields } from './allowance-fields.tsx'
import { TermsFields } from './terms-fields.tsx'

/** Flat, as the fields are. */
const PoolForm = z.strictObject({ ...Allowances.shape, ...PoolTerms.shape })

function toPool(draft: z.infer<typeof PoolForm>) {
  const part = <T extends z.ZodObject>(schema: T) =>
    schema.parse(Object.fromEntries(Object.entries(draft).filter(([name]) => name in schema.shape)))
  return { allowances: part(Allowances), terms: part(PoolTerms) }
}

export function AllowancesDialog({ reseller, onClose }: { reseller: ResellerView; onClose: () => void }) {
  const trpc = useTRPC()
  const client = useQueryClient()
  const toast = useToast()
  const save = useMutation(
    trpc.account.setAllowances.mutationOptions({
      onSuccess: async () => {
        await client.invalidateQueries(trpc.account.pathFilter())
        toast('good', t('The pool of {name} was changed.', { name: reseller.name }))
        onClose()
      },
    }),
  )
  return (
    <Dialog onClose={onClose} title={t('Pool of {name}', { name: reseller.name })}>
      <Form
        initial={{
          ...Object.fromEntries(reseller.pool.map((line) => [line.kind, line.granted])),
          ...reseller.terms,
        }}
        label={t('Pool of {name}', { name: reseller.name })}
        onSubmit={(draft) => save.mutate({ accountId: reseller.id, ...toPool(draft) })}
        pending={save.isPending}
        problem={save.error ? messageFor(save.error) : null}
        schema={PoolForm}
      >
        <AllowanceFields />
        <TermsFields />
        <DialogActions>
          <Button onClick={onClose}>{t('Cancel')}</Button>
          <SubmitButton>{t('Save the pool')}</SubmitButton>
        </DialogActions>
      </Form>
    </Dialog>
  )
}
