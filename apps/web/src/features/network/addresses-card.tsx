'use client'

import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { msg, t } from '@/language/t.ts'
import type { GuestView } from '@/server/services/guest/model.ts'
import type { GuestAddress, NetworkView } from '@/server/services/network/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Badge } from '@/ui/badge.tsx'
import { Button } from '@/ui/button.tsx'
import { Card } from '@/ui/card.tsx'
import { CopyIcon } from '@/ui/copy-icon.tsx'
import { type Column, DataTable } from '@/ui/data-table.tsx'
import { EmptyState } from '@/ui/empty-state.tsx'
import { openedLater } from '@/ui/opened-later.tsx'
import { useFailureToast } from '../feedback/use-failure-toast.ts'
import { useMe } from '../session/me.tsx'
import { addressDenied, roleOfAddress } from './address-words.ts'
import { useNetworkSaved } from './use-network.ts'

const AddAddressDialog = openedLater(() =>
  import('./add-address-dialog.tsx').then((module) => module.AddAddressDialog),
)
const ReleaseAddressDialog = openedLater(() =>
  import('./release-address-dialog.tsx').then((module) => module.ReleaseAddressDialog),
)
const ReverseNameDialog = openedLater(() =>
  import('./reverse-name-dialog.tsx').then((module) => module.ReverseNameDialog),
)

type Asking = { what: 'add' } | { what: 'release' | 'name'; address: GuestAddress } | null

/** The addresses of a guest with their names; sellers give and take them. */
export function AddressesCard({ guest, view }: { guest: GuestView; view: NetworkView }) {
  const { role } = useMe().user
  const [asking, setAsking] = useState<Asking>(null)
  const close = () => setAsking(null)
  const denied = addressDenied(role, view.network.mode)
  const add = (
    <Button deniedReason={denied} icon="plus" onClick={() => setAsking({ what: 'add' })} size="small">
      {t('Add address')}
    </Button>
  )
  return (
    <Card
      action={view.addresses.length > 0 && add}
      description={t('It sends from the first of each family, unless a program chooses another.')}
      flush
      title={t('Addresses')}
    >
      {view.addresses.length > 0 ? (
        <AddressTable guest={guest} onAsk={setAsking} view={view} />
      ) : (
        <EmptyState action={add} icon="addresses" title={t('No address yet')}>
          {denied ?? t('The lowest free one of a pool is taken, or the one you name.')}
        </EmptyState>
      )}
      {asking?.what === 'add' && <AddAddressDialog guest={guest} onClose={close} />}
      {asking?.what === 'release' && (
        <ReleaseAddressDialog address={asking.address} guest={guest} onClose={close} />
      )}
      {asking?.what === 'name' && (
        <ReverseNameDialog address={asking.address} guest={guest} onClose={close} />
      )}
    </Card>
  )
}

type TableProps = { guest: GuestView; view: NetworkView; onAsk: (asking: Asking) => void }

function AddressTable({ guest, view, onAsk }: TableProps) {
  const { role } = useMe().user
  const { makeFirst, isPending } = useMakeFirst(guest)
  const denied = addressDenied(role, view.network.mode)
  const naming = role === 'support' ? t('Only the owner of the guest and its seller may name it.') : null
  const columns: Column<GuestAddress>[] = [
    { id: 'address', header: t('Address'), cell: (row) => <AddressCell row={row} view={view} /> },
    {
      id: 'pool',
      header: t('Address pool'),
      from: 'lg',
      cell: (row) => <span className="text-soft">{row.pool.name}</span>,
    },
    {
      id: 'name',
      header: t('Reverse name'),
      from: 'md',
      cell: ({ reverseName }) => reverseName ?? <span className="text-faint">{t('no name')}</span>,
    },
    {
      id: 'do',
      header: t('Actions'),
      hiddenHeader: true,
      align: 'right',
      cell: (row) => (
        <span className="flex flex-wrap justify-end gap-1">
          {roleOfAddress(row, view.addresses) === 'other' && (
            <Button
              aria-label={t('Make first: {address}', { address: row.address })}
              deniedReason={denied}
              onClick={() => makeFirst(row.address)}
              pending={isPending(row.address)}
              size="small"
              variant="quiet"
            >
              {t('Make first')}
            </Button>
          )}
          <Button
            aria-label={t('Name {address}', { address: row.address })}
            deniedReason={naming ?? (row.canReverse ? null : t(NO_REVERSE))}
            onClick={() => onAsk({ what: 'name', address: row })}
            size="small"
            variant="quiet"
          >
            {t('Name')}
          </Button>
          <Button
            aria-label={t('Remove {address}', { address: row.address })}
            deniedReason={denied}
            onClick={() => onAsk({ what: 'release', address: row })}
            size="small"
            variant="quiet"
          >
            {t('Remove')}
          </Button>
        </span>
      ),
    },
  ]
  return (
    <DataTable
      caption={t('Addresses')}
      columns={columns}
      rowKey={(row) => row.address}
      rows={view.addresses}
    />
  )
}

const NO_REVERSE = msg('Its pool has no reverse zone, or the panel is not joined to a name server.')

function AddressCell({ row, view }: { row: GuestAddress; view: NetworkView }) {
  return (
    <span className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1">
      <code className="font-mono text-sm break-all">{row.address}</code>
      <CopyIcon text={row.address} />
      {roleOfAddress(row, view.addresses) === 'first' && (
        <Badge tone="accent">{t('first IPv{family}', { family: row.family })}</Badge>
      )}
      {row.kind === 'private' && <Badge>{t('private')}</Badge>}
      {row.reverseName && <span className="w-full text-sm text-faint md:hidden">{row.reverseName}</span>}
    </span>
  )
}

function useMakeFirst(guest: GuestView) {
  const trpc = useTRPC()
  const onError = useFailureToast()
  const first = useMutation(trpc.network.makeFirst.mutationOptions({ ...useNetworkSaved(guest.id), onError }))
  return {
    makeFirst: (address: string) => first.mutate({ guestId: guest.id, address }),
    isPending: (address: string) => first.isPending && first.variables.address === address,
  }
}
