'use client'

import { useMutation } from '@tanstack/react-query'
import { z } from 'zod'
import { msg, t } from '@/language/t.ts'
import { messageFor } from '@/messages.ts'
import type { HostView } from '@/server/services/host/model.ts'
import type { StorageView } from '@/server/services/storage/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import { ChecksField } from '@/ui/checks-field.tsx'
import { DialogActions } from '@/ui/dialog.tsx'
import { NumberField } from '@/ui/field.tsx'
import { Form, useForm } from '@/ui/form.tsx'
import { SubmitButton } from '@/ui/submit-button.tsx'
import { useFilesRefresh } from '../files/use-files-refresh.ts'
import { WorkDialog } from '../files/work-dialog.tsx'
import { OperationProgress } from '../operation/operation-progress.tsx'
import { windowEnd } from './unify-plan.ts'
import { UnifyPreview } from './unify-preview.tsx'

const WINDOW_MINUTES = 60
const WINDOW_MINUTES_MAX = 24 * 60

const UnifyAllForm = z.object({
  running: z.array(z.literal('stop')),
  minutes: z.number().int().min(1).max(WINDOW_MINUTES_MAX),
})
const START = { running: [], minutes: WINDOW_MINUTES }
const STOP = [
  {
    value: 'stop',
    label: msg('Also guests that run: stop, unify and start each in turn'),
    hint: msg('Each is down for as long as its own files take.'),
  },
]

/** A maintenance window: which guests, what it frees, until when; then the work with its log and a cancel. */
export function UnifyAllDialog({
  host,
  view,
  onClose,
}: {
  host: HostView
  view: StorageView
  onClose: () => void
}) {
  const trpc = useTRPC()
  const onSettled = useFilesRefresh()
  const hostId = host.id
  const unify = useMutation(trpc.storage.unify.mutationOptions({ onSettled }))
  return (
    <WorkDialog
      onClose={onClose}
      operationId={unify.data?.operationId ?? null}
      title={t('Unify guests of {host}', { host: host.name })}
    >
      <Predict host={host} />
      <Form
        initial={START}
        label={t('Unify guests')}
        onSubmit={({ running, minutes }) =>
          unify.mutate({ hostId, stopRunning: running.length > 0, until: windowEnd(minutes, Date.now()) })
        }
        pending={unify.isPending}
        problem={unify.error ? messageFor(unify.error) : null}
        schema={UnifyAllForm}
      >
        <Chosen view={view} />
        <ChecksField
          checks={STOP.map(({ value, label, hint }) => ({ value, label: t(label), hint: t(hint) }))}
          label={t('Guests')}
          name="running"
        />
        <NumberField
          hint={t('No guest is begun after it; the one under way is finished.')}
          label={t('Maintenance window')}
          max={WINDOW_MINUTES_MAX}
          min={1}
          name="minutes"
          unit={t('minutes from now')}
        />
        <DialogActions>
          <Button onClick={onClose}>{t('Cancel')}</Button>
          <SubmitButton>{t('Unify')}</SubmitButton>
        </DialogActions>
      </Form>
    </WorkDialog>
  )
}

function Chosen({ view }: { view: StorageView }) {
  const { values } = useForm()
  const stopRunning = Array.isArray(values.running) && values.running.length > 0
  return <UnifyPreview guests={view.guests} stopRunning={stopRunning} />
}

/** Predicts for every stopped guest; the table above fills as it ends. */
function Predict({ host }: { host: HostView }) {
  const trpc = useTRPC()
  const refresh = useFilesRefresh()
  const predict = useMutation(trpc.storage.predict.mutationOptions())
  return (
    <div className="mb-5">
      <div className="flex flex-wrap items-start justify-between gap-3">
        <p className="min-w-0 flex-1 basis-60 text-soft">
          {t(
            'What guests have written since they were made goes to the content pool, where equal files are kept once. They see no difference.',
          )}
        </p>
        <Button onClick={() => predict.mutate({ hostId: host.id })} pending={predict.isPending} size="small">
          {t('Predict gain')}
        </Button>
      </div>
      {predict.error && <p className="mt-3 text-sm text-bad">{messageFor(predict.error)}</p>}
      {predict.data && (
        <div className="mt-4">
          <OperationProgress
            key={predict.data.operationId}
            onSucceeded={() => void refresh()}
            operationId={predict.data.operationId}
          />
        </div>
      )}
    </div>
  )
}
