import type { Metadata } from 'next'
import { findMe } from '@/app/find-me.ts'
import type { ListPageProps } from '@/app/list-page-props.ts'
import { openDefaultView } from '@/app/open-default-view.ts'
import { Prefetched, prefetch } from '@/app/prefetch.tsx'
import { GuestList } from '@/features/guest/guest-list.tsx'
import { requestOf } from '@/features/paging/page-of.ts'
import { t } from '@/language/t.ts'
import { trpc } from '@/trpc/server.tsx'
import { LinkButton } from '@/ui/button.tsx'
import { PageHeader } from '@/ui/page-header.tsx'

export function generateMetadata(): Metadata {
  return { title: t('Guests') }
}

export default async function GuestsPage({ searchParams }: ListPageProps) {
  const place = await searchParams
  await openDefaultView('guests', place)
  const { q, page } = place
  const me = await findMe()
  return (
    <Prefetched reads={[prefetch(trpc.guest.list.queryOptions(requestOf(q, page)))]}>
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
