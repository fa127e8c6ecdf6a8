import type { Metadata } from 'next'
import { SelfTestPage } from '@/features/console/self-test-page.tsx'

export const metadata: Metadata = { title: 'Console test' }

export default function Page() {
  return <SelfTestPage />
}
