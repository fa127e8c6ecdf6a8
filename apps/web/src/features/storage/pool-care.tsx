'use client'

import { useState } from 'react'
import { rich, t } from '@/language/t.ts'
import type { HostView } from '@/server/services/host/model.ts'
import type { StorageView } from '@/server/services/storage/model.ts'
import { Button } from '@/ui/button.tsx'
import { openedLater } from '@/ui/opened-later.tsx'
import { TimeAgo } from '@/ui/time-ago.tsx'
import { HOST_WORK_WORDS, type HostWork } from './storage-words.ts'

const HostWorkDialog = openedLater(() =>
  import('./host-work-dialog.tsx').then((module) => module.HostWorkDialog),
)

/** Removing what nobody refers to, and reading everything again; when each was done the last time. */
export function PoolCare({ host, view }: { host: HostView; view: StorageView }) {
  const [asking, setAsking] = useState<HostWork | null>(null)
  const last = { sweep: view.lastSweep, verify: view.lastVerify }
  return (
    <section aria-label={t('Content pool')} className="space-y-3 border-t border-line pt-4">
      {(['sweep', 'verify'] as const).map((work) => (
        <div className="flex flex-wrap items-start justify-between gap-3" key={work}>
          <div className="min-w-0 flex-1 basis-60">
            <h3 className="text-sm font-semibold">{t(HOST_WORK_WORDS[work].title)}</h3>
            <p className="text-sm text-faint">{t(HOST_WORK_WORDS[work].hint)}</p>
            <LastWork run={last[work]} />
          </div>
          <Button deniedReason={view.busyWith} onClick={() => setAsking(work)} size="small">
            {t(HOST_WORK_WORDS[work].button)}
          </Button>
        </div>
      ))}
      {view.busyWith && <p className="text-sm text-soft">{view.busyWith}</p>}
      {asking && <HostWorkDialog host={host} onClose={() => setAsking(null)} work={asking} />}
    </section>
  )
}

function LastWork({ run }: { run: StorageView['lastSweep'] }) {
  if (!run) return <p className="text-sm text-faint">{t('Not done yet.')}</p>
  const time = <TimeAgo at={run.at} />
  return (
    <p className={run.state === 'failed' ? 'text-sm text-bad' : 'text-sm text-soft'}>
      {run.state === 'succeeded'
        ? rich('Done {time}', { time })
        : run.state === 'failed'
          ? rich('Failed {time}', { time })
          : rich('Not finished {time}', { time })}
      {run.message && `: ${run.message}`}
    </p>
  )
}
