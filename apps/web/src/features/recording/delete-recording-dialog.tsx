'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { t } from '@/language/t.ts'
import { messageFor } from '@/messages.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import { Dialog, DialogActions } from '@/ui/dialog.tsx'
import { INPUT_CLASS } from '@/ui/input-class.ts'
import { Notice } from '@/ui/notice.tsx'

const SHORTEST_REASON = 3

/** Before its time: who did it and why stays in the audit log, where the owner reads it. */
export function DeleteRecordingDialog({
  guestId,
  recordingId,
  onClose,
  onDeleted,
}: {
  guestId: string
  recordingId: string
  onClose: () => void
  onDeleted: () => void
}) {
  const trpc = useTRPC()
  const queries = useQueryClient()
  const [reason, setReason] = useState('')
  const remove = useMutation(
    trpc.recording.delete.mutationOptions({
      onSuccess: async () => {
        await queries.invalidateQueries(trpc.recording.list.pathFilter())
        onDeleted()
      },
    }),
  )
  const isShort = reason.trim().length < SHORTEST_REASON
  return (
    <Dialog onClose={onClose} title={t('Delete this recording')}>
      <p className="mb-4 text-soft">
        {t('It cannot be brought back. That it was deleted, by whom and why, is kept.')}
      </p>
      <label className="block">
        <span className="mb-1.5 block text-sm font-medium">{t('Reason')}</span>
        <input
          className={INPUT_CLASS}
          maxLength={500}
          onChange={(event) => setReason(event.target.value)}
          value={reason}
        />
      </label>
      {remove.isError && (
        <div className="mt-4">
          <Notice live tone="bad">
            {messageFor(remove.error)}
          </Notice>
        </div>
      )}
      <DialogActions>
        <Button onClick={onClose}>{t('Cancel')}</Button>
        <Button
          deniedReason={isShort ? t('Say why in a few words.') : null}
          onClick={() => remove.mutate({ guestId, recordingId, reason })}
          pending={remove.isPending}
          variant="danger"
        >
          {t('Delete recording')}
        </Button>
      </DialogActions>
    </Dialog>
  )
}
