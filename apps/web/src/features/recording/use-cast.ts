'use client'

import { useEffect, useState } from 'react'
import { messageFor } from '@/messages.ts'
import { useTRPCClient } from '@/trpc/client.tsx'
import { type Cast, parseCast } from './cast.ts'

export type LoadedCast =
  | { state: 'loading'; pieces: number }
  | { state: 'failed'; message: string }
  /** `isIntact` null: it is still being recorded. */
  | { state: 'ready'; cast: Cast; isIntact: boolean | null }

/** Fetches a recording piece by piece, once. */
export function useCast(guestId: string, recordingId: string): LoadedCast {
  const client = useTRPCClient()
  const [loaded, setLoaded] = useState<LoadedCast>({ state: 'loading', pieces: 0 })
  useEffect(() => {
    let isGone = false
    const load = async () => {
      let text = ''
      for (let from = 0, pieces = 1; ; pieces++) {
        const page = await client.recording.read.mutate({ guestId, recordingId, from })
        if (isGone) return
        text += page.text
        if (page.next === null)
          return setLoaded({ state: 'ready', cast: parseCast(text), isIntact: page.isIntact })
        from = page.next
        setLoaded({ state: 'loading', pieces })
      }
    }
    load().catch((error) => {
      if (!isGone) setLoaded({ state: 'failed', message: messageFor(error) })
    })
    return () => {
      isGone = true
    }
  }, [client, guestId, recordingId])
  return loaded
}
