'use client'

import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { t } from '@/language/t.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Card } from '@/ui/card.tsx'
import { openedLater } from '@/ui/opened-later.tsx'
import { PageHeader } from '@/ui/page-header.tsx'
import { HostList } from '../host/host-list.tsx'
import { OperationTable } from '../operation/operation-table.tsx'
import { FirstResellers } from '../reseller/reseller-cards.tsx'
import { TemplateList } from '../template/template-list.tsx'
import { RUNNING_OPERATIONS } from './home-reads.ts'
import { Problems } from './problems.tsx'

const ResellerCreateDialog = openedLater(() =>
  import('../reseller/reseller-create-dialog.tsx').then((module) => module.ResellerCreateDialog),
)

/** What needs a decision first, then the machines, then who sells on them. */
export function AdminHome() {
  const [adding, setAdding] = useState(false)
  return (
    <>
      <PageHeader
        description={t('Hosts, templates and resellers of this installation.')}
        title={t('Overview')}
      />
      <div className="space-y-8">
        <Problems />
        <RunningOperations />
        <Section title={t('Hosts')}>
          <HostList />
        </Section>
        <Section title={t('Templates')}>
          <TemplateList />
        </Section>
        <Section title={t('Resellers')}>
          <FirstResellers onAdd={() => setAdding(true)} />
        </Section>
      </div>
      {adding && <ResellerCreateDialog onClose={() => setAdding(false)} />}
    </>
  )
}

function RunningOperations() {
  const trpc = useTRPC()
  const { data = [] } = useQuery(
    trpc.operation.list.queryOptions(RUNNING_OPERATIONS, { refetchInterval: 5000 }),
  )
  if (data.length === 0) return null
  return (
    <Card flush title={t('Under way')}>
      <OperationTable operations={data} />
    </Card>
  )
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h2 className="mb-3 text-lg font-semibold">{title}</h2>
      {children}
    </section>
  )
}
