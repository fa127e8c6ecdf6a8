'use client'

import type { Limit } from '@vserver/core/limit/model'
import type { GuestDisk } from '@vserver/core/storage/model'
import { t } from '@/language/t.ts'
import { formatBytes } from '@/ui/format-bytes.ts'
import { formatCount } from '@/ui/format-cpu.ts'
import { Meter } from '@/ui/meter.tsx'
import { useNow } from '@/ui/use-now.ts'
import { unenforcedWords } from './enforcement-words.ts'

type DiskLimit = Pick<Limit, 'diskBytes' | 'diskSoftBytes' | 'inodes' | 'inodesSoft'>

/** Space and inodes against their limits; where nothing enforces them, the figure and that sentence, no bar. */
export function DiskMeters({ disk, limit }: { disk: GuestDisk | null; limit: DiskLimit }) {
  const now = useNow(15_000)
  if (!disk) return <p className="text-sm text-faint">{t('Its disk was not measured yet.')}</p>
  const unenforced = (of: 'space' | 'inodes', its: number | null) =>
    its === null ? null : unenforcedWords(disk, of, now)
  return (
    <>
      <Meter
        format={formatBytes}
        label={t('Disk')}
        limit={limit.diskBytes}
        soft={limit.diskSoftBytes}
        unenforced={unenforced('space', limit.diskBytes)}
        value={disk.bytes}
      />
      <Meter
        format={formatCount}
        label={t('Inodes')}
        limit={limit.inodes}
        soft={limit.inodesSoft}
        unenforced={unenforced('inodes', limit.inodes)}
        value={disk.inodes}
      />
    </>
  )
}
