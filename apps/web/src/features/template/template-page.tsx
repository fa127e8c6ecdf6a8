'use client'

import { useState } from 'react'
import { t } from '@/language/t.ts'
import { Button } from '@/ui/button.tsx'
import { openedLater } from '@/ui/opened-later.tsx'
import { PageHeader } from '@/ui/page-header.tsx'
import { ImportCard } from './import-card.tsx'
import { TemplateList } from './template-list.tsx'

const TemplateBuildDialog = openedLater(() =>
  import('./template-build-dialog.tsx').then((module) => module.TemplateBuildDialog),
)
const TemplateCollectDialog = openedLater(() =>
  import('./template-collect-dialog.tsx').then((module) => module.TemplateCollectDialog),
)

/** Templates by name with their versions, and the archives that more can be made from. */
export function TemplatePage() {
  const [open, setOpen] = useState<'build' | 'collect' | null>(null)
  const close = () => setOpen(null)
  return (
    <>
      <PageHeader
        action={
          <>
            <Button icon="trash" onClick={() => setOpen('collect')}>
              {t('Delete unused…')}
            </Button>
            <Button icon="plus" onClick={() => setOpen('build')} variant="primary">
              {t('New template')}
            </Button>
          </>
        }
        description={t(
          'Read-only systems that new guests start from. A guest keeps the version it was made from.',
        )}
        title={t('Templates')}
      />
      <div className="space-y-5">
        <TemplateList />
        <ImportCard />
      </div>
      {open === 'build' && <TemplateBuildDialog onClose={close} template={null} />}
      {open === 'collect' && <TemplateCollectDialog onClose={close} />}
    </>
  )
}
