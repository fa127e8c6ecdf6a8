'use client'

import { t } from '@/language/t.ts'
import { errorInfo } from '@/messages.ts'
import { Card } from '@/ui/card.tsx'
import { ErrorState } from '@/ui/error-state.tsx'

export default function DashboardError({
  error,
  reset,
}: {
  error: Error & { digest?: string }
  reset: () => void
}) {
  return (
    <Card>
      <title>{`${t('Something went wrong')} · VServer`}</title>
      <ErrorState
        message={t(
          'The panel could not show this page. Guests are not affected. Try again; if it stays so, give the reference to the administrator.',
        )}
        onRetry={reset}
        requestId={errorInfo(error).requestId ?? error.digest ?? null}
      />
    </Card>
  )
}
