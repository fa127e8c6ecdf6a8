'use client'

import { useState } from 'react'
import { t } from '@/language/t.ts'
import type { HostView } from '@/server/services/host/model.ts'
import type { StorageView } from '@/server/services/storage/model.ts'
import { Button } from '@/ui/button.tsx'
import { formatBytes } from '@/ui/format-bytes.ts'
import { openedLater } from '@/ui/opened-later.tsx'
import { Stat, StatRow } from '@/ui/stat.tsx'
import { TimeAgo } from '@/ui/time-ago.tsx'
import { share, walkWords } from './storage-words.ts'

const UnifyAllDialog = openedLater(() =>
  import('./unify-all-dialog.tsx').then((module) => module.UnifyAllDialog),
)

/** What sharing saves on this host, in four figures, and the way to save more. */
export function StorageTotals({ host, view }: { host: HostView; view: StorageView }) {
  const [unifying, setUnifying] = useState(false)
  const { totals, walk } = view
  return (
    <div className="space-y-4 px-5">
      <StatRow>
        <Stat hint={t('of all guests, with nothing counted twice')} label={t('Own files')}>
          {formatBytes(totals.ownBytes)}
        </Stat>
        <Stat
          hint={t('{share} of what guests see', {
            share: share(totals.sharedBytes, totals.sharedBytes + totals.ownBytes),
          })}
          label={t('Shared instead of copied')}
        >
          {formatBytes(totals.sharedBytes)}
        </Stat>
        <Stat hint={t('if all guests were unified now')} label={t('Predicted gain')}>
          {totals.predictedBytes > 0 ? formatBytes(totals.predictedBytes) : '–'}
        </Stat>
      </StatRow>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p className="text-sm text-faint">
          {walk ? (
            <>
              {walkWords(walk.durationUs, view.guests.length)} <TimeAgo at={walk.at} />.
            </>
          ) : (
            t('The use of guests was not read yet.')
          )}
        </p>
        <Button
          deniedReason={view.busyWith ?? (totals.guests === 0 ? t('There are no guests.') : null)}
          onClick={() => setUnifying(true)}
          size="small"
        >
          {t('Unify guests…')}
        </Button>
      </div>
      <p className="sr-only">
        {t('{count, plural, one {# guest} other {# guests}}', { count: totals.guests })}
      </p>
      {unifying && <UnifyAllDialog host={host} onClose={() => setUnifying(false)} view={view} />}
    </div>
  )
}
