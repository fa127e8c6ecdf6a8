'use client'

import { useQuery } from '@tanstack/react-query'
import type { IpAddress } from '@vserver/core/address/model'
import Link from 'next/link'
import { usePathname, useRouter, useSearchParams } from 'next/navigation'
import { rich, t } from '@/language/t.ts'
import type { WhoHas as Found } from '@/server/services/address/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Card } from '@/ui/card.tsx'
import { type Column, DataTable } from '@/ui/data-table.tsx'
import { schemaLater, useSchema } from '@/ui/schema-later.ts'
import { SearchBox } from '@/ui/search-box.tsx'
import { TimeAgo } from '@/ui/time-ago.tsx'
import { QueryView } from '../feedback/query-view.tsx'
import { addressColumns } from './address-table.tsx'
import { holderWords } from './address-words.ts'

const schema = schemaLater(() => import('@vserver/core/address/model').then((module) => module.IpAddress))

/** Who has an address now, and who had it when: what an abuse report asks. */
export function WhoHas() {
  const router = useRouter()
  const pathname = usePathname()
  const text = useSearchParams().get('address') ?? ''
  const asked = useSchema(schema)?.safeParse(text)
  const search = (address: string) =>
    router.replace(address ? `${pathname}?address=${encodeURIComponent(address)}` : pathname, {
      scroll: false,
    })
  return (
    <Card description={t('Now, and at any time before.')} title={t('Who has an address?')}>
      <SearchBox
        initial={text}
        label={t('Who has this address')}
        onSearch={search}
        placeholder={t('192.0.2.10 or 2001:db8::10')}
      />
      <div aria-live="polite" className="mt-4">
        {text !== '' && asked?.success === false && (
          <p className="text-sm text-soft">{t('This is not a whole IPv4 or IPv6 address yet.')}</p>
        )}
        {asked?.success && <Answer address={asked.data} />}
      </div>
    </Card>
  )
}

function Answer({ address }: { address: IpAddress }) {
  const trpc = useTRPC()
  const found = useQuery(trpc.address.whoHas.queryOptions({ address }))
  return (
    <QueryView query={found}>
      {(answer) => (
        <div className="space-y-4">
          <Now answer={answer} />
          {answer.history.length > 0 && (
            <div className="-mx-5">
              <DataTable
                caption={t('History of {address}', { address: answer.address })}
                columns={historyColumns()}
                rowKey={(row) => `${row.since} ${row.state}`}
                rows={answer.history}
              />
            </div>
          )}
        </div>
      )}
    </QueryView>
  )
}

function Now({ answer: { address, now, pool, history } }: { answer: Found }) {
  const place = pool ? t('pool {name}', { name: pool.name }) : t('no pool')
  if (!now?.guest)
    return (
      <p className="text-soft">
        {history.length > 0
          ? t('No guest has it now. It is of {place}.', { place })
          : t('No guest ever had it. It is of {place}.', { place })}
      </p>
    )
  const parts = {
    address: <code className="font-mono text-sm">{address}</code>,
    place,
    holder: (
      <Link className="rounded font-medium text-accent hover:underline" href={`/guests/${now.guest.id}`}>
        {holderWords(now)}
      </Link>
    ),
  }
  return (
    <p>
      {now.reseller
        ? rich('{address} of {place} belongs to {holder}, sold by {reseller}.', {
            ...parts,
            reseller: now.reseller.name,
          })
        : rich('{address} of {place} belongs to {holder}.', parts)}
    </p>
  )
}

/** There is room for the holder where the address itself is left out. */
function onPhones(column: Column<Found['history'][number]>): Column<Found['history'][number]> {
  const { from: _from, ...shown } = column
  return column.id === 'holder' ? shown : column
}

const historyColumns = (): Column<Found['history'][number]>[] => [
  ...addressColumns()
    .filter(({ id }) => id !== 'address')
    .map(onPhones),
  {
    id: 'until',
    header: t('Until'),
    from: 'sm',
    cell: ({ releasedAt }) =>
      releasedAt ? <TimeAgo at={releasedAt} /> : <span className="text-faint">{t('now')}</span>,
  },
]
