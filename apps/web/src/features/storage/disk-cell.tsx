'use client'

import { t } from '@/language/t.ts'
import type { GuestView } from '@/server/services/guest/model.ts'
import { formatBytes } from '@/ui/format-bytes.ts'
import { Meter } from '@/ui/meter.tsx'
import { useNow } from '@/ui/use-now.ts'
import { unenforcedWords } from './enforcement-words.ts'

/** Disk in a list of guests, running or not; a limit that nothing enforces has no bar. */
export function DiskCell({ guest: { disk, limit } }: { guest: Pick<GuestView, 'disk' | 'limit'> }) {
  const now = useNow(15_000)
  if (!disk) return <span className="whitespace-nowrap text-faint">{t('not measured')}</span>
  return (
    <div className="w-40">
      <Meter
        compact
        format={formatBytes}
        label={t('Disk')}
        limit={limit.diskBytes}
        soft={limit.diskSoftBytes}
        unenforced={limit.diskBytes === null ? null : unenforcedWords(disk, 'space', now)}
        value={disk.bytes}
      />
    </div>
  )
}
