import 'server-only'
import { redirect } from 'next/navigation'
import { hrefOfView } from '@/features/view/view-place.ts'
import type { ViewPage } from '@/server/services/view/model.ts'
import { getQueryClient, trpc } from '@/trpc/server.tsx'
import type { ListPageProps } from './list-page-props.ts'

/** A list that is opened without saying what of it opens with the person's default view, if they have one. */
export async function openDefaultView(
  page: ViewPage,
  { q, page: number }: Awaited<ListPageProps['searchParams']>,
): Promise<void> {
  const options = trpc.view.list.queryOptions({ page })
  const client = getQueryClient()
  // Never throws: who may not read lists is told so by the list itself.
  await client.prefetchQuery(options)
  const view = client.getQueryData(options.queryKey)?.find(({ isDefault }) => isDefault)
  if (view && q === undefined && number === undefined) redirect(hrefOfView(view))
}
