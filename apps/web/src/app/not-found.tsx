import type { Metadata } from 'next'
import { t } from '@/language/t.ts'
import { buttonClass } from '@/ui/button-look.ts'
import { EmptyState } from '@/ui/empty-state.tsx'

export function generateMetadata(): Metadata {
  return { title: t('Not found') }
}

export default function NotFound() {
  return (
    <main className="flex min-h-dvh items-center justify-center">
      <EmptyState
        action={
          // No script: every page brings what this one needs.
          <a className={buttonClass({ variant: 'primary' })} href="/">
            {t('Go to the overview')}
          </a>
        }
        icon="search"
        isPage
        title={t('Not found')}
      >
        {t('There is no such page. Check the address or start again from the overview.')}
      </EmptyState>
    </main>
  )
}
