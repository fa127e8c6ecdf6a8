'use client'

import type { Storage } from '@vserver/core/storage/model'
import { t } from '@/language/t.ts'
import { Badge } from '@/ui/badge.tsx'
import { Button } from '@/ui/button.tsx'
import { useNow } from '@/ui/use-now.ts'
import { selfTestLook, selfTestWords } from './storage-words.ts'

/** The proof that limits hold: its result, its moment, and a button to try again. */
export function SelfTest({
  test,
  pending,
  onRun,
}: {
  test: Storage['selfTest']
  pending: boolean
  onRun: () => void
}) {
  const now = useNow(15_000)
  const { label, tone } = selfTestLook(test)
  return (
    <section className="flex flex-wrap items-start justify-between gap-3 border-t border-line pt-4">
      <div aria-live="polite" className="min-w-0 flex-1 basis-60">
        <h3 className="flex flex-wrap items-center gap-2 text-sm font-semibold">
          {t('Self-test of limits')} <Badge tone={tone}>{label}</Badge>
        </h3>
        <p className="mt-1 text-sm text-faint">{now === null ? '…' : selfTestWords(test, now)}</p>
      </div>
      <Button onClick={onRun} pending={pending} size="small">
        {t('Run self-test')}
      </Button>
    </section>
  )
}
