import type { Metadata } from 'next'
import { SelfTestPage } from '@/features/console/self-test-page.tsx'
import { t } from '@/language/t.ts'

export function generateMetadata(): Metadata {
  return { title: t('Console test') }
}

export default function Page() {
  return <SelfTestPage />
}
