'use client'

import type { Storage } from '@vserver/core/storage/model'
import { rich, t } from '@/language/t.ts'
import { Badge } from '@/ui/badge.tsx'
import { formatBytes } from '@/ui/format-bytes.ts'
import { formatCount } from '@/ui/format-cpu.ts'
import { Meter } from '@/ui/meter.tsx'
import { Notice } from '@/ui/notice.tsx'
import { Stat, StatRow } from '@/ui/stat.tsx'
import { TimeAgo } from '@/ui/time-ago.tsx'
import { useNow } from '@/ui/use-now.ts'
import { ENFORCEMENT_LOOK, enforcementWords } from './enforcement-words.ts'
import { BACKEND_WORDS, FEATURE_WORDS, provedAt } from './storage-words.ts'

/** What the storage is, how full, and what it holds guests to. */
export function StorageFacts({ storage, measuredAt }: { storage: Storage; measuredAt: string | null }) {
  const { bytes, bytesFree, inodes, inodesFree } = storage
  return (
    <div className="space-y-5">
      <EnforcementNotice measuredAt={measuredAt} storage={storage} />
      <div className="grid gap-x-8 gap-y-4 sm:grid-cols-2">
        <Meter format={formatBytes} label={t('Space in use')} limit={bytes} value={bytes - bytesFree} />
        {inodes > 0 ? (
          <Meter format={formatCount} label={t('Inodes in use')} limit={inodes} value={inodes - inodesFree} />
        ) : (
          <p className="text-sm text-faint">{t('This file system makes inodes as they are needed.')}</p>
        )}
      </div>
      <StatRow>
        <Stat label={t('File system')}>{storage.filesystem}</Stat>
        <Stat
          hint={t('{count, plural, one {# inode} other {# inodes}}', { count: inodesFree })}
          label={t('Free space')}
        >
          {formatBytes(bytesFree)}
        </Stat>
        <PoolStat pool={storage.pool} />
      </StatRow>
      <Abilities storage={storage} />
    </div>
  )
}

function EnforcementNotice({ storage, measuredAt }: { storage: Storage; measuredAt: string | null }) {
  const now = useNow(15_000)
  const { enforcement } = storage
  const { hint, tone } = ENFORCEMENT_LOOK[enforcement]
  const words = enforcementWords({ enforcement, measuredAt, provedAt: provedAt(storage) }, now)
  return (
    <Notice tone={tone}>
      <p className="font-medium">{t('Disk limits: {words}', { words })}</p>
      <p className="text-soft">{t(hint)}</p>
    </Notice>
  )
}

function PoolStat({ pool }: { pool: Storage['pool'] }) {
  if (!pool)
    return (
      <Stat hint={t('counted by the next sweep')} label={t('Content pool')}>
        –
      </Stat>
    )
  return (
    <Stat
      hint={rich('{count, plural, one {# object} other {# objects}}, counted {time}', {
        count: pool.objects,
        time: <TimeAgo at={pool.countedAt} />,
      })}
      label={t('Content pool')}
    >
      {formatBytes(pool.bytes)}
    </Stat>
  )
}

/** The ways to keep files that work here, and what the file system can do. */
function Abilities({ storage }: { storage: Storage }) {
  return (
    <dl className="grid gap-x-10 gap-y-4 text-sm md:grid-cols-2">
      <div>
        <dt className="mb-2 font-semibold">{t('Files of guests can be kept as')}</dt>
        {storage.backends.map((backend) => (
          <dd className="mb-2" key={backend}>
            <span className="font-medium">{t(BACKEND_WORDS[backend].label)}</span>
            <span className="block text-faint">{t(BACKEND_WORDS[backend].hint)}</span>
          </dd>
        ))}
      </div>
      <div>
        <dt className="mb-2 font-semibold">{t('This file system can')}</dt>
        <dd className="flex flex-wrap gap-1.5">
          {storage.features.map((feature) => (
            <Badge key={feature}>{t(FEATURE_WORDS[feature])}</Badge>
          ))}
          {storage.features.length === 0 && (
            <span className="text-faint">{t('nothing beyond the usual')}</span>
          )}
        </dd>
      </div>
    </dl>
  )
}
