'use client'

import { useSyncExternalStore } from 'react'
import { useProofRequests } from '@/trpc/client.tsx'
import { openedLater } from '@/ui/opened-later.tsx'

const ProofDialog = openedLater(() => import('./proof-dialog.tsx').then((module) => module.ProofDialog))

/** Asks for a proof while a call waits for one. */
export function ProofGate() {
  const proofs = useProofRequests()
  const isAsked = useSyncExternalStore(proofs.subscribe, proofs.isAsked, () => false)
  return isAsked && <ProofDialog onDone={(isProved) => proofs.settle(isProved)} />
}
