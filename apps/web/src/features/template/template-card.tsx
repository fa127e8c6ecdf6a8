'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { Template } from '@vserver/core/template/model'
import { useState } from 'react'
import { useTRPC } from '@/trpc/client.tsx'
import { Badge } from '@/ui/badge.tsx'
import { Button } from '@/ui/button.tsx'
import { Card } from '@/ui/card.tsx'
import { Notice } from '@/ui/notice.tsx'
import { ProgressBar } from '@/ui/progress-bar.tsx'
import { TimeAgo } from '@/ui/time-ago.tsx'
import { useToast } from '@/ui/toast.tsx'
import { useFailureToast } from '../feedback/use-failure-toast.ts'
import { TemplateLogDialog } from './template-log-dialog.tsx'
import { TEMPLATE_LOOK } from './template-words.ts'

export function TemplateCard({ template }: { template: Template }) {
  const [showsLog, setShowsLog] = useState(false)
  const look = TEMPLATE_LOOK[template.state]
  return (
    <Card
      action={<Badge tone={look.tone}>{look.label}</Badge>}
      description={template.builtAt ? <Built at={template.builtAt} /> : template.id}
      title={template.label}
    >
      {template.state === 'building' && (
        <div className="mb-4">
          <p className="mb-1.5 flex justify-between gap-3 text-sm text-soft">
            <span>{template.step ?? 'preparing'}</span>
            <span className="tabular-nums">{Math.round(template.percent)} %</span>
          </p>
          <ProgressBar label={`Building ${template.label}`} percent={template.percent} />
        </div>
      )}
      {template.failure && template.state === 'failed' && (
        <div className="mb-4">
          <Notice tone="bad">{template.failure}</Notice>
        </div>
      )}
      <div className="flex flex-wrap gap-3">
        <BuildButton template={template} />
        <Button
          deniedReason={template.state === 'absent' ? 'It was never built, so there is no log.' : null}
          onClick={() => setShowsLog(true)}
          size="small"
        >
          Show log
        </Button>
      </div>
      {showsLog && <TemplateLogDialog onClose={() => setShowsLog(false)} template={template} />}
    </Card>
  )
}

function Built({ at }: { at: string }) {
  return (
    <>
      Built <TimeAgo at={at} />
    </>
  )
}

function BuildButton({ template }: { template: Template }) {
  const trpc = useTRPC()
  const client = useQueryClient()
  const toast = useToast()
  const onError = useFailureToast()
  const build = useMutation(
    trpc.template.build.mutationOptions({
      onError,
      onSuccess: () => toast('good', `${template.label} is being built. This takes a few minutes.`),
      onSettled: () => client.invalidateQueries(trpc.template.list.queryFilter()),
    }),
  )
  const again = template.state === 'ready' || template.state === 'failed' || template.state === 'cancelled'
  return (
    <Button
      deniedReason={template.state === 'building' ? 'It is being built already.' : null}
      icon="wrench"
      onClick={() => build.mutate({ id: template.id })}
      pending={build.isPending}
      size="small"
    >
      {again ? 'Build again' : 'Build'}
    </Button>
  )
}
