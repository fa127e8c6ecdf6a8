'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { TemplateVersion } from '@vserver/core/template/model'
import { t } from '@/language/t.ts'
import { messageFor } from '@/messages.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import { DialogActions } from '@/ui/dialog.tsx'
import { Notice } from '@/ui/notice.tsx'
import { WorkDialog } from '../files/work-dialog.tsx'

export function TemplateDeleteDialog({
  version,
  onClose,
}: {
  version: TemplateVersion
  onClose: () => void
}) {
  const trpc = useTRPC()
  const client = useQueryClient()
  const remove = useMutation(
    trpc.template.delete.mutationOptions({
      onSettled: () => client.invalidateQueries(trpc.template.pathFilter()),
    }),
  )
  return (
    <WorkDialog
      onClose={onClose}
      operationId={remove.data?.operationId ?? null}
      title={t('Delete {version}?', { version: version.id })}
    >
      <p className="text-soft">
        {t(
          'No guest is made from it. Its files go to the host’s bin; what it shared with others in the pool stays for them.',
        )}
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
        <Button onClick={() => remove.mutate({ id: version.id })} pending={remove.isPending} variant="danger">
          {t('Delete version')}
        </Button>
      </DialogActions>
    </WorkDialog>
  )
}
