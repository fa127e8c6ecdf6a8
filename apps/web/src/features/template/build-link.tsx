'use client'

import { useQuery } from '@tanstack/react-query'
import type { TemplateVersion } from '@vserver/core/template/model'
import { t } from '@/language/t.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { LinkButton } from '@/ui/button.tsx'

/** To the build under way, where it can be watched and cancelled. */
export function BuildLink({ version }: { version: TemplateVersion }) {
  const trpc = useTRPC()
  const operations = useQuery(trpc.operation.list.queryOptions({ state: 'running' }))
  const name = version.id.slice(0, version.id.lastIndexOf('.'))
  const build = operations.data?.find((one) => one.kind === 'template.build' && one.subject === name)
  if (!build) return null
  return (
    <LinkButton href={`/operations/${build.id}`} size="small" variant="quiet">
      {t('Watch or cancel')}
    </LinkButton>
  )
}
