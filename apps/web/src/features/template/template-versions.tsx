'use client'

import type { TemplateVersion } from '@vserver/core/template/model'
import { useState } from 'react'
import { t, translate } from '@/language/t.ts'
import { Badge } from '@/ui/badge.tsx'
import { Button } from '@/ui/button.tsx'
import { CopyButton } from '@/ui/copy-button.tsx'
import { type Column, DataTable } from '@/ui/data-table.tsx'
import { formatBytes } from '@/ui/format-bytes.ts'
import { openedLater } from '@/ui/opened-later.tsx'
import { ProgressBar } from '@/ui/progress-bar.tsx'
import { TimeAgo } from '@/ui/time-ago.tsx'
import { BuildLink } from './build-link.tsx'
import { METHOD_WORDS } from './method-words.ts'
import { deleteDenied, guestsWords, shortChecksum, TEMPLATE_LOOK } from './template-words.ts'

const TemplateDeleteDialog = openedLater(() =>
  import('./template-delete-dialog.tsx').then((module) => module.TemplateDeleteDialog),
)
const TemplateLogDialog = openedLater(() =>
  import('./template-log-dialog.tsx').then((module) => module.TemplateLogDialog),
)

/** Every version of one template, newest first. */
export function TemplateVersions({
  label,
  versions,
}: {
  label: string
  versions: readonly TemplateVersion[]
}) {
  const [open, setOpen] = useState<{ what: 'log' | 'delete'; version: TemplateVersion } | null>(null)
  const columns: Column<TemplateVersion>[] = [
    ...dataColumns(),
    {
      id: 'actions',
      header: t('Actions'),
      hiddenHeader: true,
      align: 'right',
      cell: (version) => <Actions onOpen={(what) => setOpen({ what, version })} version={version} />,
    },
  ]
  const close = () => setOpen(null)
  return (
    <>
      <DataTable
        caption={t('Versions of {template}', { template: label })}
        columns={columns}
        rowKey={(version) => version.id}
        rows={versions}
      />
      {open?.what === 'log' && <TemplateLogDialog onClose={close} version={open.version} />}
      {open?.what === 'delete' && <TemplateDeleteDialog onClose={close} version={open.version} />}
    </>
  )
}

function Actions({
  version,
  onOpen,
}: {
  version: TemplateVersion
  onOpen: (what: 'log' | 'delete') => void
}) {
  return (
    <span className="flex flex-wrap justify-end gap-2">
      <Button
        aria-label={t('Log of {name}', { name: version.id })}
        onClick={() => onOpen('log')}
        size="small"
        variant="quiet"
      >
        {t('Log')}
      </Button>
      {version.state === 'building' ? (
        <BuildLink version={version} />
      ) : (
        <Button
          aria-label={t('Delete {name}', { name: version.id })}
          deniedReason={deleteDenied(version)}
          onClick={() => onOpen('delete')}
          size="small"
          variant="quiet"
        >
          {t('Delete…')}
        </Button>
      )}
    </span>
  )
}

const dataColumns = (): Column<TemplateVersion>[] => [
  {
    id: 'version',
    header: t('Version'),
    cell: (version) => (
      <div className="min-w-0">
        <span className="font-medium">{version.id}</span>
        <p className="text-sm text-faint">
          {version.builtAt ? <TimeAgo at={version.builtAt} /> : null}
          {version.method && (
            <>
              {version.builtAt && ' · '}
              {t(METHOD_WORDS[version.method].label)}
            </>
          )}
        </p>
      </div>
    ),
  },
  { id: 'state', header: t('State'), cell: (version) => <State version={version} /> },
  {
    id: 'size',
    header: t('Size'),
    align: 'right',
    from: 'sm',
    cell: (version) => (
      <>
        {version.bytes === null ? '–' : formatBytes(version.bytes)}
        {version.files !== null && (
          <span className="block text-sm text-faint">
            {t('{count, plural, one {# file} other {# files}}', { count: version.files })}
          </span>
        )}
      </>
    ),
  },
  {
    id: 'checksum',
    header: t('Checksum'),
    from: 'lg',
    cell: (version) =>
      version.checksum ? (
        <span className="flex items-center gap-2">
          <code className="font-mono text-sm" title={version.checksum}>
            {shortChecksum(version.checksum)}
          </code>
          <CopyButton text={version.checksum} />
        </span>
      ) : (
        '–'
      ),
  },
  { id: 'guests', header: t('Used by'), from: 'md', cell: (version) => guestsWords(version.guests) },
]

function State({ version }: { version: TemplateVersion }) {
  const { label, tone } = TEMPLATE_LOOK[version.state]
  if (version.state === 'building')
    return (
      <div className="w-36">
        <ProgressBar label={t('Building {name}', { name: version.id })} percent={version.percent} />
        <p className="mt-1 truncate text-[0.8125rem] text-soft">
          {Math.round(version.percent)} % · {version.step ? translate(version.step) : t('preparing')}
        </p>
      </div>
    )
  return (
    <>
      <Badge tone={tone}>{t(label)}</Badge>
      {version.failure && version.state === 'failed' && (
        <p className="mt-1 max-w-80 text-[0.8125rem] text-soft">{version.failure}</p>
      )}
    </>
  )
}
