'use client'

import { useSyncExternalStore } from 'react'
import { useProofRequests } from '@/trpc/client.tsx'
import { ProofDialog } from './proof-dialog.tsx'

/** Asks for a proof while a call waits for one. */
export function ProofGate() {
  const proofs = useProofRequests()
  const isAsked = useSyncExternalStore(proofs.subscribe, proofs.isAsked, () => false)
  return isAsked && <ProofDialog onDone={(isProved) => proofs.settle(isProved)} />
}
