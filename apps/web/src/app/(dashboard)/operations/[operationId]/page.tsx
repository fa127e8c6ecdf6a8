import type { Metadata } from 'next'
import { Prefetched } from '@/app/prefetch.tsx'
import { OperationPage } from '@/features/operation/operation-page.tsx'
import { findOperationTitle } from './find-operation.ts'

type Props = { params: Promise<{ operationId: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: await findOperationTitle((await params).operationId) }
}

export default async function Page({ params }: Props) {
  const { operationId } = await params
  await findOperationTitle(operationId)
  return (
    <Prefetched reads={[]}>
      <OperationPage operationId={operationId} />
    </Prefetched>
  )
}
