'use client'

import { ProofGate } from '../session/proof-gate.tsx'
import { FactorSetUp } from './factor-set-up.tsx'

/** Before the dashboard, for those whose role may not do without. */
export function ForcedSetUp() {
  return (
    <>
      <FactorSetUp onDone={() => window.location.assign('/')} />
      <ProofGate />
    </>
  )
}
