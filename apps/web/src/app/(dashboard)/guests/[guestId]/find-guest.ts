import { t } from '@/language/t.ts'
import 'server-only'
import { TRPCError } from '@trpc/server'
import { notFound } from 'next/navigation'
import { getQueryClient, trpc } from '@/trpc/server.tsx'

/** The guest's name for the title; an id that is foreign, unknown or nonsense is the same "not found". */
export async function findGuestName(guestId: string): Promise<string> {
  try {
    const guest = await getQueryClient().fetchQuery(trpc.guest.get.queryOptions({ guestId }))
    return guest.name
  } catch (error) {
    if (error instanceof TRPCError && (error.code === 'NOT_FOUND' || error.code === 'BAD_REQUEST')) notFound()
    return t('Guest')
  }
}
