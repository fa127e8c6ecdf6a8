'use client'

import { useState } from 'react'
import { t } from '@/language/t.ts'
import type { GrantKind } from '@/server/services/consent/model.ts'
import { Button } from '@/ui/button.tsx'
import { EmptyState } from '@/ui/empty-state.tsx'
import { openedLater } from '@/ui/opened-later.tsx'

const AskDialog = openedLater(() => import('./ask-dialog.tsx').then((module) => module.AskDialog))

/** Instead of a console: staff is not inside yet, and what leads there. The console opens by itself. */
export function NeedConsent({ guestId }: { guestId: string }) {
  const [asking, setAsking] = useState<GrantKind | null>(null)
  return (
    <div className="flex flex-1 items-center justify-center">
      <EmptyState
        action={
          <span className="flex flex-wrap justify-center gap-2">
            <Button onClick={() => setAsking('consent')} variant="primary">
              {t('Ask for consent')}
            </Button>
            <Button onClick={() => setAsking('breakGlass')}>{t('Enter without consent')}</Button>
          </span>
        }
        icon="console"
        title={t('The owner has not let you in')}
      >
        {t(
          'A console of this guest needs the consent of its owner. Ask for it; the console opens by itself once it is given.',
        )}
      </EmptyState>
      {asking && <AskDialog guestId={guestId} kind={asking} onClose={() => setAsking(null)} />}
    </div>
  )
}
