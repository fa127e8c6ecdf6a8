'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { t } from '@/language/t.ts'
import { messageFor } from '@/messages.ts'
import type { GuestView } from '@/server/services/guest/model.ts'
import type { RuntimeView } from '@/server/services/runtime/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import { Dialog, DialogActions } from '@/ui/dialog.tsx'
import { Notice } from '@/ui/notice.tsx'
import { useToast } from '@/ui/toast.tsx'

/** Areas of the customer on this host, also those that no guest sees now. */
export function AreaList({ guest, view }: { guest: GuestView; view: RuntimeView }) {
  const [asking, setAsking] = useState<string | null>(null)
  if (view.areas.length === 0) return null
  return (
    <div className="mt-5 border-t border-line pt-4">
      <h3 className="mb-2 text-sm font-semibold">
        {t('Shared areas of {name}', { name: guest.customer.name })}
      </h3>
      <ul className="space-y-1.5 text-sm">
        {view.areas.map((area) => (
          <li className="flex items-center justify-between gap-4" key={area}>
            <span className="font-mono">{area}</span>
            <Button
              aria-label={t('Delete shared area {area}', { area })}
              onClick={() => setAsking(area)}
              size="small"
              variant="quiet"
            >
              {t('Delete…')}
            </Button>
          </li>
        ))}
      </ul>
      {asking && <DeleteDialog area={asking} guest={guest} onClose={() => setAsking(null)} />}
    </div>
  )
}

function DeleteDialog({ area, guest, onClose }: { area: string; guest: GuestView; onClose: () => void }) {
  const trpc = useTRPC()
  const client = useQueryClient()
  const toast = useToast()
  const remove = useMutation(
    trpc.runtime.deleteArea.mutationOptions({
      onSuccess: (now) => {
        client.setQueryData(trpc.runtime.get.queryKey({ guestId: guest.id }), now)
        toast('good', t('Shared area {area} was deleted.', { area }))
        onClose()
      },
    }),
  )
  return (
    <Dialog onClose={onClose} title={t('Delete shared area {area}?', { area })}>
      <p className="text-soft">
        {t('All files in it go, for every guest of {name}. No guest may have it any more, running or not.', {
          name: guest.customer.name,
        })}
      </p>
      {remove.error && (
        <div className="mt-4">
          <Notice live tone="bad">
            {messageFor(remove.error)}
          </Notice>
        </div>
      )}
      <DialogActions>
        <Button onClick={onClose}>{t('Keep it')}</Button>
        <Button
          onClick={() => remove.mutate({ guestId: guest.id, area })}
          pending={remove.isPending}
          variant="danger"
        >
          {t('Delete shared area')}
        </Button>
      </DialogActions>
    </Dialog>
  )
}
