import type { Metadata } from 'next'
import { t } from '@/language/t.ts'
import { LinkButton } from '@/ui/button.tsx'
import { EmptyState } from '@/ui/empty-state.tsx'

export function generateMetadata(): Metadata {
  return { title: t('Not found') }
}

export default function NotFound() {
  return (
    <main className="flex min-h-dvh items-center justify-center">
      <EmptyState
        action={
          <LinkButton href="/" variant="primary">
            {t('Go to the overview')}
          </LinkButton>
        }
        icon="search"
        title={t('Not found')}
      >
        {t('There is no such page. Check the address or start again from the overview.')}
      </EmptyState>
    </main>
  )
}
