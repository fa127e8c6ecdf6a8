'use client'

import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { t } from '@/language/t.ts'
import type { FilesView } from '@/server/services/files/model.ts'
import type { GuestView } from '@/server/services/guest/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import { Card } from '@/ui/card.tsx'
import { Notice } from '@/ui/notice.tsx'
import { openedLater } from '@/ui/opened-later.tsx'
import { TimeAgo } from '@/ui/time-ago.tsx'
import { useNow } from '@/ui/use-now.ts'
import { QueryView } from '../feedback/query-view.tsx'
import { useMe } from '../session/me.tsx'
import { ENFORCEMENT_LOOK, enforcementWords } from '../storage/enforcement-words.ts'
import { BACKEND_WORDS } from '../storage/storage-words.ts'
import {
  deniedLines,
  FILES_BUTTONS,
  FILES_WORDS,
  type FilesButton,
  sharingWords,
  verifyWords,
} from './files-words.ts'

const BackendDialog = openedLater(() => import('./backend-dialog.tsx').then((module) => module.BackendDialog))
const CloneDialog = openedLater(() => import('./clone-dialog.tsx').then((module) => module.CloneDialog))
const SimpleWorkDialog = openedLater(() =>
  import('./simple-work-dialog.tsx').then((module) => module.SimpleWorkDialog),
)
const UnifyDialog = openedLater(() => import('./unify-dialog.tsx').then((module) => module.UnifyDialog))

/** How the guest's files lie, what it shares, and what can be done with them. */
export function FilesCard({ guest }: { guest: GuestView }) {
  const trpc = useTRPC()
  const { role } = useMe().user
  const files = useQuery(trpc.files.get.queryOptions({ guestId: guest.id }))
  const maySell = role === 'admin' || role === 'reseller'
  return (
    <Card description={files.data && sharingLine(files.data)} title={t('Files')}>
      <QueryView query={files}>
        {(view) => (
          <div className="space-y-5">
            <FilesLines files={view} guest={guest} />
            {maySell && <FilesActions files={view} guest={guest} />}
          </div>
        )}
      </QueryView>
    </Card>
  )
}

function sharingLine({ disk, sharedBytes }: FilesView): string {
  return disk ? sharingWords({ ownBytes: disk.bytes, sharedBytes }) : t('Its disk was not measured yet.')
}

function FilesLines({ files, guest }: { files: FilesView; guest: GuestView }) {
  const now = useNow(15_000)
  const { backend, disk, reports, provedAt } = files
  return (
    <>
      {disk && disk.level !== 'fine' && (
        <Notice live tone={disk.level === 'full' ? 'bad' : 'warn'}>
          {disk.level === 'full'
            ? t('The disk of {guest} is full: it cannot write. Delete files in it or raise its limit.', {
                guest: guest.name,
              })
            : t('{guest} is above its soft disk limit.', { guest: guest.name })}
        </Notice>
      )}
      <dl className="grid gap-x-10 gap-y-2 text-sm md:grid-cols-2">
        <Line label={t('Kept as')}>
          {backend ? (
            <span title={t(BACKEND_WORDS[backend].hint)}>{t(BACKEND_WORDS[backend].label)}</span>
          ) : (
            t('as the storage chose')
          )}
        </Line>
        <Line label={t('Disk limit')}>
          {disk ? (
            <DiskLimit disk={disk} words={enforcementWords({ ...disk, provedAt }, now)} />
          ) : (
            t('not measured yet')
          )}
        </Line>
        <Line label={t('Unified')}>{reports.unify ? <TimeAgo at={reports.unify.at} /> : t('never')}</Line>
        <Line label={t('Verified')}>
          {reports.verify ? (
            <>
              <TimeAgo at={reports.verify.at} />: {verifyWords(reports.verify)}
            </>
          ) : (
            t('never')
          )}
        </Line>
      </dl>
    </>
  )
}

/** Without a limit there is nothing to enforce, and nothing to warn of. */
function DiskLimit({ disk, words }: { disk: NonNullable<FilesView['disk']>; words: string }) {
  if (disk.bytesLimit === null && disk.inodesLimit === null) return t('no limit')
  return (
    <span className={disk.enforcement === 'none' ? 'text-warn' : undefined}>
      {words}
      <span className="sr-only">. {t(ENFORCEMENT_LOOK[disk.enforcement].hint)}</span>
    </span>
  )
}

function Line({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="flex justify-between gap-4">
      <dt className="text-soft">{label}</dt>
      <dd className="min-w-0 text-right font-medium break-words">{children}</dd>
    </div>
  )
}

/** What may not be done stays visible and says why; unifying can stop a running guest for it. */
function FilesActions({ guest, files }: { guest: GuestView; files: FilesView }) {
  const [asking, setAsking] = useState<FilesButton | null>(null)
  const close = () => setAsking(null)
  const deniedReason = (action: FilesButton) =>
    action === 'unify' && files.isRunning ? files.stopUnifyDenied : files.denied[action]
  return (
    <div className="border-t border-line pt-4">
      <div className="flex flex-wrap gap-2">
        {FILES_BUTTONS.map((action) => (
          <Button
            deniedReason={deniedReason(action)}
            key={action}
            onClick={() => setAsking(action)}
            size="small"
            title={t(FILES_WORDS[action].hint)}
          >
            {t('{button}…', { button: t(FILES_WORDS[action].label) })}
          </Button>
        ))}
      </div>
      {deniedLines(deniedReason).map((line) => (
        <p className="mt-2 text-sm text-faint" key={line}>
          {line}
        </p>
      ))}
      {asking === 'unify' && <UnifyDialog files={files} guest={guest} onClose={close} />}
      {asking === 'clone' && <CloneDialog guest={guest} onClose={close} />}
      {asking === 'convert' && <BackendDialog files={files} guest={guest} onClose={close} />}
      {(asking === 'fold' || asking === 'verify') && (
        <SimpleWorkDialog action={asking} guest={guest} onClose={close} />
      )}
    </div>
  )
}
