'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import Link from 'next/link'
import { rich, t } from '@/language/t.ts'
import type { AddressView } from '@/server/services/address/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Badge } from '@/ui/badge.tsx'
import { Button } from '@/ui/button.tsx'
import { cx } from '@/ui/cx.ts'
import { type Column, DataTable } from '@/ui/data-table.tsx'
import { TimeAgo } from '@/ui/time-ago.tsx'
import { useToast } from '@/ui/toast.tsx'
import { useFailureToast } from '../feedback/use-failure-toast.ts'
import { holderWords, STATE_WORDS } from './address-words.ts'
import { breaks } from './pool-table.tsx'

/** Addresses that are taken; what is only kept or resting can be freed here. */
export function AddressTable({ rows, denied }: { rows: readonly AddressView[]; denied: string | null }) {
  const columns: Column<AddressView>[] = [
    ...addressColumns(),
    {
      id: 'do',
      header: t('Actions'),
      hiddenHeader: true,
      align: 'right',
      cell: (row) => <FreeButton denied={denied} row={row} />,
    },
  ]
  return (
    <DataTable
      caption={t('Addresses that are not free')}
      columns={columns}
      rowKey={(row) => row.address}
      rows={rows}
    />
  )
}

export const addressColumns = (): Column<AddressView>[] => [
  {
    id: 'address',
    header: t('Address'),
    cell: ({ address, family, reverseName }) => (
      <>
        <code className={cx('font-mono text-sm', breaks(family))}>{address}</code>
        {reverseName && <span className="block text-sm text-faint">{reverseName}</span>}
      </>
    ),
  },
  {
    id: 'state',
    header: t('State'),
    cell: ({ state, freeAt }) => (
      <>
        <Badge tone={STATE_WORDS[state].tone}>{t(STATE_WORDS[state].label)}</Badge>
        {state === 'quarantined' && freeAt && (
          <span className="block text-sm text-faint">
            {rich('free {time}', { time: <TimeAgo at={freeAt} /> })}
          </span>
        )}
      </>
    ),
  },
  {
    id: 'holder',
    header: t('Whose'),
    from: 'sm',
    cell: (row) =>
      row.guest ? (
        <Link className="rounded text-accent hover:underline" href={`/guests/${row.guest.id}`}>
          {holderWords(row)}
        </Link>
      ) : (
        holderWords(row)
      ),
  },
  { id: 'since', header: t('Since'), from: 'md', cell: ({ since }) => <TimeAgo at={since} /> },
]

function FreeButton({ row, denied }: { row: AddressView; denied: string | null }) {
  const trpc = useTRPC()
  const client = useQueryClient()
  const toast = useToast()
  const onError = useFailureToast()
  const free = useMutation(
    trpc.address.free.mutationOptions({
      onError,
      onSuccess: () => toast('good', t('{address} is free now.', { address: row.address })),
      onSettled: () => client.invalidateQueries(trpc.address.pathFilter()),
    }),
  )
  const assigned = row.state === 'assigned' ? t('Take it away on the network page of its guest.') : null
  return (
    <Button
      aria-label={t('Free {address}', { address: row.address })}
      deniedReason={denied ?? assigned}
      onClick={() => free.mutate({ address: row.address })}
      pending={free.isPending}
      size="small"
      variant="quiet"
    >
      {t('Free')}
    </Button>
  )
}
