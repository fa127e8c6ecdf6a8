'use client'

import { useCallback } from 'react'
import { messageFor } from '@/messages.ts'
import { useToast } from '@/ui/toast.tsx'

/** For `onError` of a mutation that has no form of its own to show the sentence in. */
export function useFailureToast(): (error: unknown) => void {
  const toast = useToast()
  return useCallback((error: unknown) => toast('bad', messageFor(error)), [toast])
}
