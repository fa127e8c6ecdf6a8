'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { t } from '@/language/t.ts'
import type { HostView } from '@/server/services/host/model.ts'
import type { StorageView } from '@/server/services/storage/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Card } from '@/ui/card.tsx'
import { Notice } from '@/ui/notice.tsx'
import { useToast } from '@/ui/toast.tsx'
import { pollEvery } from '../feedback/poll-every.ts'
import { QueryView } from '../feedback/query-view.tsx'
import { useFailureToast } from '../feedback/use-failure-toast.ts'
import { GuestFilesTable } from './guest-files-table.tsx'
import { PoolCare } from './pool-care.tsx'
import { SelfTest } from './self-test.tsx'
import { StorageFacts } from './storage-facts.tsx'
import { StorageTotals } from './storage-totals.tsx'
import { TemplateFilesTable } from './template-files-table.tsx'

const STORAGE_EVERY_MS = 15_000

/** One host's storage: what it is and enforces, what is shared on it, and the work that keeps it so. */
export function HostStorage({ host }: { host: HostView }) {
  const trpc = useTRPC()
  const storage = useQuery(
    trpc.storage.get.queryOptions({ hostId: host.id }, { refetchInterval: pollEvery(STORAGE_EVERY_MS) }),
  )
  return (
    <QueryView query={storage}>
      {(view) => (
        <div className="space-y-5">
          {view.isLow && (
            <Notice live tone="bad">
              {t(
                'The storage of {host} is almost full. Sweep the pool, unify guests or delete templates that nobody uses.',
                { host: host.name },
              )}
            </Notice>
          )}
          <StorageCard host={host} view={view} />
          <SavingsCard host={host} view={view} />
          <Card
            description={t('What each template shares between its guests, and what a new version would end.')}
            flush
            title={t('Templates')}
          >
            <TemplateFilesTable templates={view.templates} />
          </Card>
        </div>
      )}
    </QueryView>
  )
}

function StorageCard({ host, view }: { host: HostView; view: StorageView }) {
  const trpc = useTRPC()
  const client = useQueryClient()
  const toast = useToast()
  const onError = useFailureToast()
  const hostId = host.id
  const test = useMutation(
    trpc.storage.selfTest.mutationOptions({
      onError,
      onSuccess: ({ selfTest }) =>
        selfTest?.passed
          ? toast('good', t('The self-test passed: limits hold.'))
          : toast('bad', t('The self-test did not pass: disk limits are not enforced here.')),
      onSettled: () => client.invalidateQueries(trpc.storage.get.queryFilter({ hostId })),
    }),
  )
  return (
    <Card description={host.info?.hostname} title={t('Storage of {host}', { host: host.name })}>
      <div className="space-y-5">
        <StorageFacts measuredAt={view.walk?.at ?? null} storage={view.storage} />
        <SelfTest
          onRun={() => test.mutate({ hostId })}
          pending={test.isPending}
          test={view.storage.selfTest}
        />
        <PoolCare host={host} view={view} />
      </div>
    </Card>
  )
}

function SavingsCard({ host, view }: { host: HostView; view: StorageView }) {
  return (
    <Card
      description={t('Own: what only this guest has. Shared: what it reads from its template and the pool.')}
      flush
      title={t('Guests')}
    >
      <div className="space-y-4">
        <StorageTotals host={host} view={view} />
        <GuestFilesTable guests={view.guests} />
      </div>
    </Card>
  )
}
