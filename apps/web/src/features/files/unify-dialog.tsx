'use client'

import { useMutation } from '@tanstack/react-query'
import { rich, t } from '@/language/t.ts'
import { messageFor } from '@/messages.ts'
import type { FilesView } from '@/server/services/files/model.ts'
import type { GuestView } from '@/server/services/guest/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import { DialogActions } from '@/ui/dialog.tsx'
import { Notice } from '@/ui/notice.tsx'
import { TimeAgo } from '@/ui/time-ago.tsx'
import { OperationProgress } from '../operation/operation-progress.tsx'
import { FILES_WORDS, predictionWords } from './files-words.ts'
import { useFilesRefresh } from './use-files-refresh.ts'
import { WorkDialog } from './work-dialog.tsx'

type Props = { guest: GuestView; files: FilesView; onClose: () => void }

/** What it would bring, then the work; a guest that runs can be stopped for it and started again. */
export function UnifyDialog({ guest, files, onClose }: Props) {
  const trpc = useTRPC()
  const refresh = useFilesRefresh()
  const unify = useMutation(trpc.files.unify.mutationOptions({ onSettled: refresh }))
  const { isRunning, denied, stopUnifyDenied } = files
  return (
    <WorkDialog
      onClose={onClose}
      operationId={unify.data?.operationId ?? null}
      title={t('Unify the files of {guest}', { guest: guest.name })}
    >
      <p className="text-soft">
        {t(FILES_WORDS.unify.hint)} {t('The guest sees no difference.')}
      </p>
      <Prediction files={files} guestId={guest.id} />
      {unify.error && (
        <div className="mt-4">
          <Notice live tone="bad">
            {messageFor(unify.error)}
          </Notice>
        </div>
      )}
      <DialogActions>
        <Button onClick={onClose}>{t('Cancel')}</Button>
        {isRunning ? (
          <Button
            deniedReason={stopUnifyDenied}
            onClick={() => unify.mutate({ guestId: guest.id, stopFirst: true })}
            pending={unify.isPending}
            variant="primary"
          >
            {t('Stop, unify and start again')}
          </Button>
        ) : (
          <Button
            deniedReason={denied.unify}
            onClick={() => unify.mutate({ guestId: guest.id })}
            pending={unify.isPending}
            variant="primary"
          >
            {t('Unify now')}
          </Button>
        )}
      </DialogActions>
    </WorkDialog>
  )
}

/** The last prediction with its moment, and a way to make one. */
function Prediction({ guestId, files }: { guestId: string; files: FilesView }) {
  const trpc = useTRPC()
  const refresh = useFilesRefresh()
  const predict = useMutation(trpc.files.predict.mutationOptions())
  const report = files.reports.predict
  return (
    <section className="mt-4 rounded-xl border border-line p-4 text-sm">
      <div className="flex flex-wrap items-start justify-between gap-3">
        <div aria-live="polite" className="min-w-0 flex-1 basis-48">
          <h3 className="font-semibold">{t('Predicted gain')}</h3>
          <p className="mt-1 text-soft">
            {report
              ? predictionWords(report)
              : t('Not predicted yet. It reads the files and changes nothing.')}
          </p>
          {report && (
            <p className="text-faint">{rich('Predicted {time}', { time: <TimeAgo at={report.at} /> })}</p>
          )}
        </div>
        <Button
          deniedReason={files.denied.predict}
          onClick={() => predict.mutate({ guestId })}
          pending={predict.isPending}
          size="small"
        >
          {report ? t('Predict again') : t('Predict')}
        </Button>
      </div>
      {predict.error && <p className="mt-3 text-bad">{messageFor(predict.error)}</p>}
      {predict.data && (
        <div className="mt-4">
          <OperationProgress
            key={predict.data.operationId}
            onSucceeded={() => void refresh()}
            operationId={predict.data.operationId}
          />
        </div>
      )}
    </section>
  )
}
