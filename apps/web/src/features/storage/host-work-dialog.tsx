'use client'

import { useMutation } from '@tanstack/react-query'
import { t } from '@/language/t.ts'
import { messageFor } from '@/messages.ts'
import type { HostView } from '@/server/services/host/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import { DialogActions } from '@/ui/dialog.tsx'
import { Notice } from '@/ui/notice.tsx'
import { useFilesRefresh } from '../files/use-files-refresh.ts'
import { WorkDialog } from '../files/work-dialog.tsx'
import { HOST_WORK_WORDS, type HostWork } from './storage-words.ts'

/** Work on the whole storage, with its progress, log and a way to cancel. */
export function HostWorkDialog({
  host,
  work,
  onClose,
}: {
  host: HostView
  work: HostWork
  onClose: () => void
}) {
  const trpc = useTRPC()
  const onSettled = useFilesRefresh()
  const sweep = useMutation(trpc.storage.sweep.mutationOptions({ onSettled }))
  const verify = useMutation(trpc.storage.verify.mutationOptions({ onSettled }))
  const its = work === 'sweep' ? sweep : verify
  const { onHost, hint, now } = HOST_WORK_WORDS[work]
  return (
    <WorkDialog
      onClose={onClose}
      operationId={its.data?.operationId ?? null}
      title={t(onHost, { host: host.name })}
    >
      <p className="text-soft">
        {t(hint)} {t('Guests go on running.')}
      </p>
      {its.error && (
        <div className="mt-4">
          <Notice live tone="bad">
            {messageFor(its.error)}
          </Notice>
        </div>
      )}
      <DialogActions>
        <Button onClick={onClose}>{t('Cancel')}</Button>
        <Button onClick={() => its.mutate({ hostId: host.id })} pending={its.isPending} variant="primary">
          {t(now)}
        </Button>
      </DialogActions>
    </WorkDialog>
  )
}
