'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { BULK_COUNT_MAX, BULK_MINUTES_DEFAULT, BULK_MINUTES_MAX, BulkAsk } from '@vserver/core/bulk/model'
import { msg, t } from '@/language/t.ts'
import { messageFor } from '@/messages.ts'
import type { HostView } from '@/server/services/host/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import { Dialog, DialogActions } from '@/ui/dialog.tsx'
import { NumberField, SelectField } from '@/ui/field.tsx'
import { Form } from '@/ui/form.tsx'
import { SubmitButton } from '@/ui/submit-button.tsx'

const START = { kind: 'stop', count: 50, minutes: BULK_MINUTES_DEFAULT }
const KINDS = [
  { value: 'stop', label: msg('Stop, restart or kill guests') },
  { value: 'delete', label: msg('Delete guests, templates or shared areas') },
]

export function BulkAskDialog({ host, onClose }: { host: HostView; onClose: () => void }) {
  const trpc = useTRPC()
  const client = useQueryClient()
  const hostId = host.id
  const ask = useMutation(
    trpc.bulk.ask.mutationOptions({
      onSuccess: onClose,
      onSettled: () => client.invalidateQueries(trpc.bulk.list.queryFilter({ hostId })),
    }),
  )
  return (
    <Dialog onClose={onClose} title={t('Bulk permit on {host}', { host: host.name })}>
      <Form
        initial={START}
        label={t('Bulk permit')}
        onSubmit={(input) => ask.mutate({ hostId, ask: input })}
        pending={ask.isPending}
        problem={ask.error ? messageFor(ask.error) : null}
        schema={BulkAsk}
      >
        <SelectField
          label={t('To')}
          name="kind"
          options={KINDS.map(({ value, label }) => ({ value, label: t(label) }))}
          placeholder={t('Choose')}
        />
        <NumberField label={t('How many')} max={BULK_COUNT_MAX} min={1} name="count" />
        <NumberField
          hint={t('From when it is valid, which is a minute after root has confirmed it.')}
          label={t('For how long')}
          max={BULK_MINUTES_MAX}
          min={1}
          name="minutes"
          unit={t('minutes')}
        />
        <DialogActions>
          <Button onClick={onClose}>{t('Cancel')}</Button>
          <SubmitButton>{t('Ask for the permit')}</SubmitButton>
        </DialogActions>
      </Form>
    </Dialog>
  )
}
