'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { GIB } from '@vserver/core/units'
import { t } from '@/language/t.ts'
import { messageFor } from '@/messages.ts'
import type { GuestView } from '@/server/services/guest/model.ts'
import { SetTrafficRequest, type TrafficView } from '@/server/services/traffic/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import { BytesField } from '@/ui/bytes-field.tsx'
import { Dialog, DialogActions } from '@/ui/dialog.tsx'
import { Form } from '@/ui/form.tsx'
import { formatBytesLimit } from '@/ui/format-bytes.ts'
import { SubmitButton } from '@/ui/submit-button.tsx'
import { useToast } from '@/ui/toast.tsx'
import { useGuestRefresh } from '../guest/use-guest-refresh.ts'

type Props = { guest: GuestView; view: TrafficView; onClose: () => void }

/** Another quota than the plan's: a guest that is no longer beyond it is let go at once. */
export function QuotaDialog({ guest, view, onClose }: Props) {
  const trpc = useTRPC()
  const client = useQueryClient()
  const toast = useToast()
  const refresh = useGuestRefresh()
  const save = useMutation(
    trpc.traffic.set.mutationOptions({
      onSuccess: (now) => {
        client.setQueryData(trpc.traffic.get.queryKey({ guestId: guest.id }), now)
        toast('good', t('Traffic quota saved.'))
        onClose()
      },
      onSettled: refresh,
    }),
  )
  return (
    <Dialog onClose={onClose} title={t('Traffic of {guest}', { guest: guest.name })}>
      <Form
        initial={{ trafficBytes: view.month.quotaBytes }}
        label={t('Traffic quota')}
        onSubmit={(values) => save.mutate({ guestId: guest.id, ...values })}
        pending={save.isPending}
        problem={save.error ? messageFor(save.error) : null}
        schema={SetTrafficRequest}
      >
        <BytesField
          fallback={1024 * GIB}
          hint={t(
            'Sent and received together, in a month. Its plan says {quota}. A guest that was slowed or stopped for its traffic is let go at once when this is enough.',
            { quota: formatBytesLimit(view.plan.quotaBytes) },
          )}
          infinite
          label={t('Traffic a month')}
          name="trafficBytes"
        />
        <DialogActions>
          <Button onClick={onClose}>{t('Cancel')}</Button>
          <SubmitButton>{t('Save quota')}</SubmitButton>
        </DialogActions>
      </Form>
    </Dialog>
  )
}
