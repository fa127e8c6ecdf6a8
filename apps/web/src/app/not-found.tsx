import type { Metadata } from 'next'
import { LinkButton } from '@/ui/button.tsx'
import { EmptyState } from '@/ui/empty-state.tsx'

export const metadata: Metadata = { title: 'Not found' }

export default function NotFound() {
  return (
    <main className="flex min-h-dvh items-center justify-center">
      <EmptyState
        action={
          <LinkButton href="/" variant="primary">
            Go to the overview
          </LinkButton>
        }
        icon="search"
        title="Not found"
      >
        There is no such page. Check the address or start again from the overview.
      </EmptyState>
    </main>
  )
}
