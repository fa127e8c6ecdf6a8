import type { Metadata } from 'next'
import { Prefetched } from '@/app/prefetch.tsx'
import { LedgerPage } from '@/features/ledger/ledger-page.tsx'

export const metadata: Metadata = { title: 'Ledger' }

export default function Page() {
  return (
    <Prefetched reads={[]}>
      <LedgerPage />
    </Prefetched>
  )
}
