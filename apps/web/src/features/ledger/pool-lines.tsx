'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useState } from 'react'
import { t } from '@/language/t.ts'
import type { AllowanceKind, PoolLine } from '@/server/services/allowance/model.ts'
import type { LedgerRow } from '@/server/services/ledger/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { type Column, DataTable } from '@/ui/data-table.tsx'
import { Disclosure } from '@/ui/disclosure.tsx'
import { TimeAgo } from '@/ui/time-ago.tsx'
import { ALLOWANCE_WORDS } from '../allowance/allowance-words.ts'
import { QueryView } from '../feedback/query-view.tsx'
import { amountWords } from './drift-words.ts'

/** Every number of a pool, which opens into the rows that it is the sum of. */
export function PoolLines({ pool, accountId }: { pool: readonly PoolLine[]; accountId?: string }) {
  return (
    <div className="space-y-3">
      {pool.map((line) => (
        <Disclosure hint={lineWords(line)} key={line.kind} label={t(ALLOWANCE_WORDS[line.kind].label)}>
          <Rows accountId={accountId} kind={line.kind} />
        </Disclosure>
      ))}
    </div>
  )
}

function lineWords({ kind, granted, reserved, left }: PoolLine): string {
  const { format } = ALLOWANCE_WORDS[kind]
  if (granted === null || left === null)
    return t('{reserved} reserved, as much as you need granted', { reserved: format(reserved) })
  return t('{reserved} reserved of {granted}, {left} left', {
    reserved: format(reserved),
    granted: format(granted),
    left: format(Math.max(0, left)),
  })
}

function Rows({ kind, accountId }: { kind: AllowanceKind; accountId: string | undefined }) {
  const trpc = useTRPC()
  const [history, setHistory] = useState(false)
  const rows = useQuery(
    trpc.ledger.rows.queryOptions({ kind, history, ...(accountId === undefined ? {} : { accountId }) }),
  )
  const columns = history ? [...columnsOf(kind), released()] : columnsOf(kind)
  return (
    <>
      <label className="flex items-center gap-2 text-sm">
        <input checked={history} onChange={(event) => setHistory(event.target.checked)} type="checkbox" />
        {t('With what was given back')}
      </label>
      <QueryView query={rows}>
        {(list) =>
          list.length === 0 ? (
            <p className="text-sm text-soft">{t('Nothing is reserved.')}</p>
          ) : (
            <div className="-mx-4">
              <DataTable
                caption={t('{what}, row by row', { what: t(ALLOWANCE_WORDS[kind].label) })}
                columns={columns}
                rowKey={({ id }) => id}
                rows={list}
              />
            </div>
          )
        }
      </QueryView>
    </>
  )
}

function columnsOf(kind: AllowanceKind): Column<LedgerRow>[] {
  return [
    {
      id: 'guest',
      header: t('Guest'),
      cell: ({ guestId, guestName, isThere }) =>
        isThere ? (
          <Link className="font-medium text-accent hover:underline" href={`/guests/${guestId}`}>
            {guestName}
          </Link>
        ) : (
          <span className="text-soft">{t('{guest} (deleted)', { guest: guestName })}</span>
        ),
    },
    { id: 'amount', header: t('Reserved'), align: 'right', cell: ({ amount }) => amountWords(kind, amount) },
    { id: 'since', header: t('Since'), cell: ({ createdAt }) => <TimeAgo at={createdAt.toISOString()} /> },
  ]
}

const released = (): Column<LedgerRow> => ({
  id: 'released',
  header: t('Given back'),
  cell: ({ releasedAt }) => (releasedAt ? <TimeAgo at={releasedAt.toISOString()} /> : t('held')),
})
