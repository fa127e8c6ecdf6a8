'use client'

import type { ReactNode } from 'react'
import { t } from '@/language/t.ts'
import { Button } from '@/ui/button.tsx'
import { Dialog, DialogActions } from '@/ui/dialog.tsx'
import { OperationProgress } from '../operation/operation-progress.tsx'
import { useFilesRefresh } from './use-files-refresh.ts'

/** Asks first; once an operation was begun, it shows how far that is, with its log and a way to cancel. */
export function WorkDialog({
  title,
  operationId,
  onClose,
  children,
}: {
  title: string
  operationId: string | null
  onClose: () => void
  children: ReactNode
}) {
  const refresh = useFilesRefresh()
  if (operationId === null)
    return (
      <Dialog onClose={onClose} title={title}>
        {children}
      </Dialog>
    )
  return (
    <Dialog onClose={onClose} title={title} wide>
      <OperationProgress onSucceeded={() => void refresh()} operationId={operationId} />
      <p className="mt-4 text-sm text-faint">{t('You may close this; it goes on all the same.')}</p>
      <DialogActions>
        <Button onClick={onClose}>{t('Close')}</Button>
      </DialogActions>
    </Dialog>
  )
}
