import type { Metadata } from 'next'
import { Prefetched, prefetch } from '@/app/prefetch.tsx'
import { BinList } from '@/features/life/bin-list.tsx'
import { t } from '@/language/t.ts'
import { trpc } from '@/trpc/server.tsx'
import { PageHeader } from '@/ui/page-header.tsx'

export function generateMetadata(): Metadata {
  return { title: t('Bin') }
}

export default function BinPage() {
  return (
    <Prefetched reads={[prefetch(trpc.guest.listBin.queryOptions())]}>
      <PageHeader
        crumbs={[{ label: t('Guests'), href: '/guests' }]}
        description={t(
          'Guests lie here for a day before they are deleted with all their files. They hold their part of the pool until then.',
        )}
        title={t('Bin')}
      />
      <BinList />
    </Prefetched>
  )
}
