'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import Link from 'next/link'
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
    ...ADDRESS_COLUMNS,
    {
      id: 'do',
      header: 'Actions',
      hiddenHeader: true,
      align: 'right',
      cell: (row) => <FreeButton denied={denied} row={row} />,
    },
  ]
  return (
    <DataTable
      caption="Addresses that are not free"
      columns={columns}
      rowKey={(row) => row.address}
      rows={rows}
    />
  )
}

export const ADDRESS_COLUMNS: Column<AddressView>[] = [
  {
    id: 'address',
    header: 'Address',
    cell: ({ address, family, reverseName }) => (
      <>
        <code className={cx('font-mono text-sm', breaks(family))}>{address}</code>
        {reverseName && <span className="block text-sm text-faint">{reverseName}</span>}
      </>
    ),
  },
  {
    id: 'state',
    header: 'State',
    cell: ({ state, freeAt }) => (
      <>
        <Badge tone={STATE_WORDS[state].tone}>{STATE_WORDS[state].label}</Badge>
        {state === 'quarantined' && freeAt && (
          <span className="block text-sm text-faint">
            free <TimeAgo at={freeAt} />
          </span>
        )}
      </>
    ),
  },
  {
    id: 'holder',
    header: 'Whose',
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
  { id: 'since', header: 'Since', from: 'md', cell: ({ since }) => <TimeAgo at={since} /> },
]

function FreeButton({ row, denied }: { row: AddressView; denied: string | null }) {
  const trpc = useTRPC()
  const client = useQueryClient()
  const toast = useToast()
  const onError = useFailureToast()
  const free = useMutation(
    trpc.address.free.mutationOptions({
      onError,
      onSuccess: () => toast('good', `${row.address} is free now.`),
      onSettled: () => client.invalidateQueries(trpc.address.pathFilter()),
    }),
  )
  const assigned = row.state === 'assigned' ? 'Take it away on the network page of its guest.' : null
  return (
    <Button
      aria-label={`Free ${row.address}`}
      deniedReason={denied ?? assigned}
      onClick={() => free.mutate({ address: row.address })}
      pending={free.isPending}
      size="small"
      variant="quiet"
    >
      Free
    </Button>
  )
}
