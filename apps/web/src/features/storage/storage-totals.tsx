'use client'

import { useState } from 'react'
import type { HostView } from '@/server/services/host/model.ts'
import type { StorageView } from '@/server/services/storage/model.ts'
import { Button } from '@/ui/button.tsx'
import { formatBytes } from '@/ui/format-bytes.ts'
import { formatCount } from '@/ui/format-cpu.ts'
import { Stat, StatRow } from '@/ui/stat.tsx'
import { TimeAgo } from '@/ui/time-ago.tsx'
import { share, walkWords } from './storage-words.ts'
import { UnifyAllDialog } from './unify-all-dialog.tsx'

/** What sharing saves on this host, in four figures, and the way to save more. */
export function StorageTotals({ host, view }: { host: HostView; view: StorageView }) {
  const [unifying, setUnifying] = useState(false)
  const { totals, walk } = view
  return (
    <div className="space-y-4 px-5">
      <StatRow>
        <Stat hint="of all guests, with nothing counted twice" label="Own files">
          {formatBytes(totals.ownBytes)}
        </Stat>
        <Stat
          hint={`${share(totals.sharedBytes, totals.sharedBytes + totals.ownBytes)} of what guests see`}
          label="Shared instead of copied"
        >
          {formatBytes(totals.sharedBytes)}
        </Stat>
        <Stat hint="if all guests were unified now" label="Predicted gain">
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
            'The use of guests was not read yet.'
          )}
        </p>
        <Button
          deniedReason={view.busyWith ?? (totals.guests === 0 ? 'There are no guests.' : null)}
          onClick={() => setUnifying(true)}
          size="small"
        >
          Unify guests…
        </Button>
      </div>
      <p className="sr-only">{formatCount(totals.guests)} guests</p>
      {unifying && <UnifyAllDialog host={host} onClose={() => setUnifying(false)} view={view} />}
    </div>
  )
}
