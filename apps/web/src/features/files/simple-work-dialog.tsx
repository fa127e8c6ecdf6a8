'use client'

import { useMutation } from '@tanstack/react-query'
import { t } from '@/language/t.ts'
import { messageFor } from '@/messages.ts'
import type { GuestView } from '@/server/services/guest/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import { DialogActions } from '@/ui/dialog.tsx'
import { Notice } from '@/ui/notice.tsx'
import { FILES_WORDS } from './files-words.ts'
import { useFilesRefresh } from './use-files-refresh.ts'
import { WorkDialog } from './work-dialog.tsx'

/** Work that needs no choice: says what it does, then does it. */
export function SimpleWorkDialog({
  guest,
  action,
  onClose,
}: {
  guest: GuestView
  action: 'fold' | 'verify'
  onClose: () => void
}) {
  const trpc = useTRPC()
  const onSettled = useFilesRefresh()
  const fold = useMutation(trpc.files.fold.mutationOptions({ onSettled }))
  const verify = useMutation(trpc.files.verify.mutationOptions({ onSettled }))
  const work = action === 'fold' ? fold : verify
  const { label, hint } = FILES_WORDS[action]
  return (
    <WorkDialog
      onClose={onClose}
      operationId={work.data?.operationId ?? null}
      title={`${t(label)}: ${guest.name}`}
    >
      <p className="text-soft">{t(hint)}</p>
      {work.error && (
        <div className="mt-4">
          <Notice live tone="bad">
            {messageFor(work.error)}
          </Notice>
        </div>
      )}
      <DialogActions>
        <Button onClick={onClose}>{t('Cancel')}</Button>
        <Button onClick={() => work.mutate({ guestId: guest.id })} pending={work.isPending} variant="primary">
          {action === 'fold' ? t('Fold layers now') : t('Verify now')}
        </Button>
      </DialogActions>
    </WorkDialog>
  )
}
