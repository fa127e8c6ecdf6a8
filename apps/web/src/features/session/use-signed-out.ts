'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { errorInfo } from '@/messages.ts'

/** A sign-in that has ended anywhere ends here too: the next answer that says so leads to the sign-in page. */
export function useSignedOut(): void {
  const client = useQueryClient()
  useEffect(() => {
    const leave = (error: unknown) => {
      if (error && errorInfo(error).code === 'UNAUTHENTICATED') window.location.assign('/sign-in')
    }
    const stops = [
      client.getQueryCache().subscribe(({ type, query }) => type === 'updated' && leave(query.state.error)),
      client
        .getMutationCache()
        .subscribe(({ type, mutation }) => type === 'updated' && leave(mutation.state.error)),
    ]
    return () => {
      for (const stop of stops) stop()
    }
  }, [client])
}
