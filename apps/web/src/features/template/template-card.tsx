'use client'

import type { Template } from '@vserver/core/template/model'
import { useState } from 'react'
import { rich, t } from '@/language/t.ts'
import { Badge } from '@/ui/badge.tsx'
import { Button } from '@/ui/button.tsx'
import { Card } from '@/ui/card.tsx'
import { openedLater } from '@/ui/opened-later.tsx'
import { TimeAgo } from '@/ui/time-ago.tsx'
import { TemplateVersions } from './template-versions.tsx'
import { TEMPLATE_LOOK } from './template-words.ts'

const TemplateBuildDialog = openedLater(() =>
  import('./template-build-dialog.tsx').then((module) => module.TemplateBuildDialog),
)

/** One template with all its versions; a new guest takes the newest that is ready. */
export function TemplateCard({ template }: { template: Template }) {
  const [building, setBuilding] = useState(false)
  const { label, name, versions, builtAt } = template
  const look = TEMPLATE_LOOK[template.state]
  return (
    <Card
      action={
        <span className="flex flex-wrap items-center gap-3">
          <Badge tone={look.tone}>{t(look.label)}</Badge>
          <Button
            deniedReason={
              versions.some((one) => one.state === 'building') ? t('A version is being built already.') : null
            }
            icon="wrench"
            onClick={() => setBuilding(true)}
            size="small"
          >
            {versions.length > 0 ? t('Build new version') : t('Build')}
            <span className="sr-only">: {label}</span>
          </Button>
        </span>
      }
      description={
        <>
          {name}
          {builtAt && (
            <>
              {' · '}
              {rich('built {time}', { time: <TimeAgo at={builtAt} /> })}
            </>
          )}
        </>
      }
      flush
      title={label}
    >
      {versions.length > 0 ? (
        <TemplateVersions label={label} versions={versions} />
      ) : (
        <p className="px-5 pb-5 text-sm text-faint">
          {t('No version was built yet, so no guest can be made from it.')}
        </p>
      )}
      {building && <TemplateBuildDialog onClose={() => setBuilding(false)} template={template} />}
    </Card>
  )
}
