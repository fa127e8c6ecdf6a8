import { t } from '@/language/t.ts'
import 'server-only'
import { TRPCError } from '@trpc/server'
import { notFound } from 'next/navigation'
import { KIND_LABEL } from '@/features/operation/operation-words.ts'
import { getQueryClient, trpc } from '@/trpc/server.tsx'

/** What is done to what, for the title; an id that is foreign, unknown or nonsense is the same "not found". */
export async function findOperationTitle(operationId: string): Promise<string> {
  try {
    const { kind, subject } = await getQueryClient().fetchQuery(
      trpc.operation.get.queryOptions({ operationId }),
    )
    return t('{operation} {subject}', { operation: t(KIND_LABEL[kind]), subject })
  } catch (error) {
    if (error instanceof TRPCError && (error.code === 'NOT_FOUND' || error.code === 'BAD_REQUEST')) notFound()
    return t('Operation')
  }
}
