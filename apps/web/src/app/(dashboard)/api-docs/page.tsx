import type { Metadata } from 'next'
import { ApiDocsPage } from '@/features/api-docs/api-docs-page.tsx'
import { t } from '@/language/t.ts'

export function generateMetadata(): Metadata {
  return { title: t('API') }
}

export default function Page() {
  return <ApiDocsPage />
}
