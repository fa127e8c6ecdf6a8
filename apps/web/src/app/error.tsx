'use client'

import { t } from '@/language/t.ts'
import { ErrorState } from '@/ui/error-state.tsx'

export default function RootError({
  error,
  reset,
}: {
  error: Error & { digest?: string }
  reset: () => void
}) {
  return (
    <main className="flex min-h-dvh items-center justify-center">
      <title>{`${t('Something went wrong')} · VServer`}</title>
      <ErrorState
        message={t(
          'The panel could not show this page. Guests are not affected. Try again; if it stays so, give the reference to the administrator.',
        )}
        onRetry={reset}
        requestId={error.digest ?? null}
      />
    </main>
  )
}
