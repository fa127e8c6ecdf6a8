'use client'

import dynamic from 'next/dynamic'
import { useSyncExternalStore } from 'react'
import { useProofRequests } from '@/trpc/client.tsx'

/** It is loaded when it is asked for: forms and what checks them weigh more than the page. */
const ProofDialog = dynamic(() => import('./proof-dialog.tsx').then((module) => module.ProofDialog))

/** Asks for a proof while a call waits for one. */
export function ProofGate() {
  const proofs = useProofRequests()
  const isAsked = useSyncExternalStore(proofs.subscribe, proofs.isAsked, () => false)
  return isAsked && <ProofDialog onDone={(isProved) => proofs.settle(isProved)} />
}
