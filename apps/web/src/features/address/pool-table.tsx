'use client'

import Link from 'next/link'
import { t } from '@/language/t.ts'
import type { PoolView } from '@/server/services/address/model.ts'
import { Badge } from '@/ui/badge.tsx'
import { cx } from '@/ui/cx.ts'
import type { Column } from '@/ui/data-table.tsx'
import { formatCount } from '@/ui/format-cpu.ts'
import { Meter } from '@/ui/meter.tsx'
import { SortableTable } from '@/ui/sortable-table.tsx'
import { LINK_WORDS } from '../network/mode-words.ts'
import { KIND_WORDS, poolUse, poolWords } from './address-words.ts'

export function PoolTable({ pools }: { pools: readonly PoolView[] }) {
  return (
    <SortableTable
      caption={t('Address pools')}
      columns={columns()}
      initial={{ id: 'name', descending: false }}
      rowKey={(pool) => pool.id}
      rows={pools}
    />
  )
}

const columns = (): Column<PoolView>[] => [
  {
    id: 'name',
    header: t('Address pool'),
    sortBy: ({ name }) => name,
    cell: (pool) => (
      <>
        <Link className="rounded font-medium text-accent hover:underline" href={`/addresses/${pool.id}`}>
          {pool.name}
        </Link>
        <code className={cx('block font-mono text-sm text-soft', breaks(pool.family))}>{pool.prefix}</code>
      </>
    ),
  },
  {
    id: 'kind',
    header: t('Kind'),
    from: 'md',
    sortBy: ({ kind }) => kind,
    cell: ({ kind, family }) => (
      <Badge tone={kind === 'public' ? 'accent' : 'neutral'}>
        {t(KIND_WORDS[kind].ofFamily, { family })}
      </Badge>
    ),
  },
  {
    id: 'link',
    header: t('Joined'),
    from: 'lg',
    cell: ({ link, parent, host }) => (
      <span className="text-soft">
        {t(LINK_WORDS[link].label)}
        {parent && ` (${parent})`}, {host ? host.name : t('any host')}
      </span>
    ),
  },
  {
    id: 'use',
    header: t('In use'),
    sortBy: ({ assigned }) => assigned,
    cell: (pool) => <PoolMeter pool={pool} />,
  },
]

/** An IPv4 address fits into one line anywhere. */
export function breaks(family: 4 | 6): string {
  return family === 4 ? 'whitespace-nowrap' : 'break-all'
}

/** A bar where there is an end; words where there is none. */
export function PoolMeter({ pool }: { pool: PoolView }) {
  const { taken, of } = poolUse(pool)
  return (
    <div className="min-w-32">
      {of !== null && (
        <Meter
          compact
          format={formatCount}
          label={t('Taken of {pool}', { pool: pool.name })}
          limit={of}
          value={taken}
        />
      )}
      <p className="mt-1 text-sm text-faint">{poolWords(pool)}</p>
    </div>
  )
}
