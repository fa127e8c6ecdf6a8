import { TRPCError } from '@trpc/server'
import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { Prefetched } from '@/app/prefetch.tsx'
import { BatchPage } from '@/features/batch/batch-page.tsx'
import { batchTitle } from '@/features/batch/batch-words.ts'
import { t } from '@/language/t.ts'
import { getQueryClient, trpc } from '@/trpc/server.tsx'

type Props = { params: Promise<{ batchId: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: await findTitle((await params).batchId) }
}

export default async function Page({ params }: Props) {
  const { batchId } = await params
  await findTitle(batchId)
  return (
    <Prefetched reads={[]}>
      <BatchPage batchId={batchId} />
    </Prefetched>
  )
}

/** An id that is foreign, unknown or nonsense is the same "not found". */
async function findTitle(batchId: string): Promise<string> {
  try {
    return batchTitle(await getQueryClient().fetchQuery(trpc.batch.get.queryOptions({ batchId })))
  } catch (error) {
    if (error instanceof TRPCError && (error.code === 'NOT_FOUND' || error.code === 'BAD_REQUEST')) notFound()
    return t('Batch')
  }
}
