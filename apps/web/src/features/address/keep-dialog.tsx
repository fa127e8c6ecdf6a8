'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { t } from '@/language/t.ts'
import { messageFor } from '@/messages.ts'
import type { PoolView } from '@/server/services/address/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import { Dialog, DialogActions } from '@/ui/dialog.tsx'
import { SelectField, TextField } from '@/ui/field.tsx'
import { Form } from '@/ui/form.tsx'
import { SubmitButton } from '@/ui/submit-button.tsx'
import { useToast } from '@/ui/toast.tsx'
import { KeepForm, NONE } from './pool-form.ts'

/** Keeps an address from guests, or for those of one reseller. */
export function KeepDialog({ pool, onClose }: { pool: PoolView; onClose: () => void }) {
  const trpc = useTRPC()
  const client = useQueryClient()
  const toast = useToast()
  const resellers = useQuery(trpc.account.listResellers.queryOptions()).data ?? []
  const keep = useMutation(
    trpc.address.keep.mutationOptions({
      onSuccess: ({ address }) => {
        toast('good', t('{address} is kept.', { address }))
        onClose()
      },
      onSettled: () => client.invalidateQueries(trpc.address.pathFilter()),
    }),
  )
  return (
    <Dialog onClose={onClose} title={t('Keep an address of {pool}', { pool: pool.name })}>
      <Form
        initial={{ address: '', note: '', resellerId: NONE }}
        label={t('Keep address')}
        onSubmit={(values) => keep.mutate({ poolId: pool.id, ...values })}
        pending={keep.isPending}
        problem={keep.error ? messageFor(keep.error) : null}
        schema={KeepForm}
      >
        <TextField
          autoCapitalize="none"
          autoComplete="off"
          className="font-mono"
          label={t('Address')}
          name="address"
          spellCheck={false}
        />
        <SelectField
          hint={t('Guests of one reseller get it before others; without one no guest gets it.')}
          label={t('For')}
          name="resellerId"
          options={[
            { value: NONE, label: t('Nobody') },
            ...resellers.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          placeholder={t('Choose')}
        />
        <TextField hint={t('Why, for whoever reads it later.')} label={t('Note')} name="note" />
        <DialogActions>
          <Button onClick={onClose}>{t('Cancel')}</Button>
          <SubmitButton>{t('Keep address')}</SubmitButton>
        </DialogActions>
      </Form>
    </Dialog>
  )
}
