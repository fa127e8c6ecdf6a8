import 'server-only'
import { TRPCError } from '@trpc/server'
import { cache } from 'react'
import type { Me } from '@/server/services/me/model.ts'
import { caller } from '@/trpc/server.tsx'

/** Null when nobody is signed in; other faults go to the error page. */
export const findMe = cache(async (): Promise<Me | null> => {
  try {
    return await caller.me.get()
  } catch (error) {
    if (error instanceof TRPCError && error.code === 'UNAUTHORIZED') return null
    throw error
  }
})
