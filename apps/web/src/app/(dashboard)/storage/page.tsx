import type { Metadata } from 'next'
import { Prefetched, prefetch } from '@/app/prefetch.tsx'
import { StoragePage } from '@/features/storage/storage-page.tsx'
import { t } from '@/language/t.ts'
import { trpc } from '@/trpc/server.tsx'
import { PageHeader } from '@/ui/page-header.tsx'

export function generateMetadata(): Metadata {
  return { title: t('Storage') }
}

export default function Page() {
  return (
    <Prefetched reads={[prefetch(trpc.host.list.queryOptions())]}>
      <PageHeader
        description={t('How the files of guests are kept, what they share, and which limits really hold.')}
        title={t('Storage')}
      />
      <StoragePage />
    </Prefetched>
  )
}
