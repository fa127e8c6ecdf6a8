'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { t } from '@/language/t.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Notice } from '@/ui/notice.tsx'
import { useNow } from '@/ui/use-now.ts'
import { HOSTS_EVERY_MS } from '../host/host-list.tsx'
import { useTemplates } from '../template/use-templates.ts'
import { findProblems } from './find-problems.ts'
import { FAILED_OPERATIONS } from './home-reads.ts'

const SHOWN = 6

export function Problems() {
  const trpc = useTRPC()
  const now = useNow(60_000)
  const hosts = useQuery(trpc.host.list.queryOptions(undefined, { refetchInterval: HOSTS_EVERY_MS }))
  const operations = useQuery(trpc.operation.list.queryOptions(FAILED_OPERATIONS))
  const templates = useTemplates()
  if (now === null || hosts.data === undefined) return null
  const problems = findProblems(
    { hosts: hosts.data, templates: templates.data ?? [], operations: operations.data ?? [] },
    now,
  )
  if (problems.length === 0)
    return <Notice tone="good">{t('Everything runs as it should. Nothing needs you now.')}</Notice>
  return (
    <section aria-label={t('Problems')}>
      <ul className="space-y-3">
        {problems.slice(0, SHOWN).map((problem) => (
          <li key={problem.id}>
            <Notice
              action={
                <Link className="rounded font-medium text-accent hover:underline" href={problem.href}>
                  {problem.action}
                </Link>
              }
              tone={problem.tone}
            >
              {problem.text}
            </Notice>
          </li>
        ))}
      </ul>
    </section>
  )
}
