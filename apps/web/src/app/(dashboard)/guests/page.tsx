import type { Metadata } from 'next'
import { findMe } from '@/app/find-me.ts'
import { Prefetched, prefetch } from '@/app/prefetch.tsx'
import { GuestList } from '@/features/guest/guest-list.tsx'
import { pageOf } from '@/features/guest/page-of.ts'
import { t } from '@/language/t.ts'
import { trpc } from '@/trpc/server.tsx'
import { LinkButton } from '@/ui/button.tsx'
import { PageHeader } from '@/ui/page-header.tsx'

export function generateMetadata(): Metadata {
  return { title: t('Guests') }
}

export default async function GuestsPage({
  searchParams,
}: {
  searchParams: Promise<{ q?: string | string[]; page?: string | string[] }>
}) {
  const { q, page: wanted } = await searchParams
  const me = await findMe()
  const page = pageOf(String(wanted))
  const query = { ...(typeof q === 'string' && q !== '' ? { query: q } : {}), ...(page > 1 ? { page } : {}) }
  return (
    <Prefetched reads={[prefetch(trpc.guest.list.queryOptions(query))]}>
      <PageHeader
        action={
          <>
            {me?.rights.includes('guest.bin') && (
              <LinkButton href="/guests/bin" icon="trash">
                {t('Bin')}
              </LinkButton>
            )}
            {me?.rights.includes('guest.create') && (
              <LinkButton href="/guests/new" icon="plus" variant="primary">
                {t('Create guest')}
              </LinkButton>
            )}
          </>
        }
        description={t('Virtual servers, as they are now.')}
        title={t('Guests')}
      />
      <GuestList />
    </Prefetched>
  )
}
