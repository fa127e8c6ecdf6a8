'use client'

import { useEffect } from 'react'
import { useSetTrouble } from './trouble.tsx'

/** A blink is not worth a banner. */
const PATIENCE_MS = 6000

/** Tells the banner when a subscription lost the panel for longer than a blink. */
export function useFeedHealth(status: 'idle' | 'connecting' | 'pending' | 'error'): void {
  const setTrouble = useSetTrouble()
  useEffect(() => {
    if (status === 'pending' || status === 'idle') return setTrouble({ panel: false })
    const timer = setTimeout(() => setTrouble({ panel: true }), PATIENCE_MS)
    return () => clearTimeout(timer)
  }, [status, setTrouble])
  useEffect(() => () => setTrouble({ panel: false, host: false }), [setTrouble])
}
