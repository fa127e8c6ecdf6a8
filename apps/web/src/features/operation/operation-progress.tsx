'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useSubscription } from '@trpc/tanstack-react-query'
import type { Operation } from '@vserver/core/operation/model'
import { SECOND_MS } from '@vserver/core/units'
import { useEffect, useEffectEvent } from 'react'
import { t } from '@/language/t.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Badge } from '@/ui/badge.tsx'
import { Button, LinkButton } from '@/ui/button.tsx'
import { formatDuration } from '@/ui/format-time.ts'
import { LogView } from '@/ui/log-view.tsx'
import { Notice } from '@/ui/notice.tsx'
import { ProgressBar } from '@/ui/progress-bar.tsx'
import { useToast } from '@/ui/toast.tsx'
import { QueryView } from '../feedback/query-view.tsx'
import { useFailureToast } from '../feedback/use-failure-toast.ts'
import { useMe } from '../session/me.tsx'
import { operationFault } from './operation-fault.ts'
import { OPERATION_LOOK } from './operation-words.ts'

/** The log is read again while it grows. */
const LOG_EVERY_MS = 1500

/** One operation as it happens: step, bar, log, cancel. */
export function OperationProgress({
  operationId,
  onSucceeded,
}: {
  operationId: string
  onSucceeded?: () => void
}) {
  const trpc = useTRPC()
  const client = useQueryClient()
  const query = useQuery(trpc.operation.get.queryOptions({ operationId }))
  useSubscription(
    trpc.operation.watch.subscriptionOptions(
      { operationId },
      {
        enabled: query.data?.state === 'running',
        onData: ({ data }) => client.setQueryData(trpc.operation.get.queryKey({ operationId }), data),
      },
    ),
  )
  const succeeded = useEffectEvent(() => onSucceeded?.())
  const state = query.data?.state
  useEffect(() => {
    if (state === 'succeeded') succeeded()
  }, [state])
  return (
    <QueryView query={query}>
      {(operation) => (
        <div className="space-y-5">
          <OperationState operation={operation} />
          <OperationLog operationId={operationId} running={operation.state === 'running'} />
          <CancelButton operation={operation} />
        </div>
      )}
    </QueryView>
  )
}

export function OperationState({ operation }: { operation: Operation }) {
  const look = OPERATION_LOOK[operation.state]
  const fault = operationFault(operation)
  return (
    <div aria-live="polite">
      <div className="mb-2 flex items-center justify-between gap-3">
        {operation.state === 'running' ? (
          <>
            <p className="font-medium">{operation.step || t('Waiting')}</p>
            <span className="text-sm text-soft tabular-nums">{Math.round(operation.percent)} %</span>
          </>
        ) : (
          <>
            <Badge tone={look.tone}>{t(look.label)}</Badge>
            <span className="text-sm text-soft">{tookWords(operation)}</span>
          </>
        )}
      </div>
      <ProgressBar
        label={t('Progress')}
        percent={operation.state === 'succeeded' ? 100 : operation.percent}
        tone={operation.state === 'failed' ? 'bad' : operation.state === 'succeeded' ? 'good' : 'accent'}
      />
      {fault && (
        <div className="mt-4">
          <Notice action={operation.error?.code === 'RATE_LIMITED' && <BulkLink />} tone="bad">
            {fault}
          </Notice>
        </div>
      )}
    </div>
  )
}

function tookWords({ startedAt, finishedAt }: Operation): string {
  if (finishedAt === null) return ''
  const ms = Date.parse(finishedAt) - Date.parse(startedAt)
  return t('It took {duration}', { duration: ms < SECOND_MS ? '<1 s' : formatDuration(ms) })
}

/** Only an administrator can ask for more than the host lets through. */
function BulkLink() {
  const { role } = useMe().user
  if (role !== 'admin') return null
  return (
    <LinkButton href="/hosts" size="small">
      {t('Bulk permits')}
    </LinkButton>
  )
}

function OperationLog({ operationId, running }: { operationId: string; running: boolean }) {
  const trpc = useTRPC()
  const log = useQuery(
    trpc.operation.log.queryOptions({ operationId }, { refetchInterval: running ? LOG_EVERY_MS : false }),
  )
  if (log.isError && !log.data)
    return <p className="text-sm text-faint">{t('The log is not available just now.')}</p>
  return <LogView label={t('Log')} text={(log.data ?? []).join('\n')} />
}

function CancelButton({ operation }: { operation: Operation }) {
  const trpc = useTRPC()
  const { role } = useMe().user
  const toast = useToast()
  const onError = useFailureToast()
  const cancel = useMutation(
    trpc.operation.cancel.mutationOptions({
      onError,
      onSuccess: () => toast('good', t('Cancelling. What was begun is undone.')),
    }),
  )
  if (operation.state !== 'running') return null
  return (
    <Button
      deniedReason={cancelDenied(operation, role)}
      onClick={() => cancel.mutate({ operationId: operation.id })}
      pending={cancel.isPending}
    >
      {t('Cancel')}
    </Button>
  )
}

/** The policy lets sellers cancel; the server decides, this says why beforehand. */
function cancelDenied(operation: Operation, role: string): string | null {
  if (role !== 'reseller' && role !== 'admin')
    return t('Only the reseller or an administrator may cancel this.')
  return operation.cancellable ? null : t('This step cannot be interrupted.')
}
