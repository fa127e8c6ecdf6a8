import type { Metadata } from 'next'
import { Prefetched } from '@/app/prefetch.tsx'
import { LedgerPage } from '@/features/ledger/ledger-page.tsx'
import { t } from '@/language/t.ts'

export function generateMetadata(): Metadata {
  return { title: t('Ledger') }
}

export default function Page() {
  return (
    <Prefetched reads={[]}>
      <LedgerPage />
    </Prefetched>
  )
}
