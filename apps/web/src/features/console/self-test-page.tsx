'use client'

import { useState } from 'react'
import { msg, t, type Words } from '@/language/t.ts'
import { Badge } from '@/ui/badge.tsx'
import { Button } from '@/ui/button.tsx'
import { Card } from '@/ui/card.tsx'
import { hasGraphicsCard } from '@/ui/open-terminal.ts'
import { PageHeader } from '@/ui/page-header.tsx'
import { clipboardFinding, drawingFinding, type Finding, testTransport } from './self-test.ts'
import { openBrowserSocket } from './use-console.ts'

const OUTCOME_WORDS: Record<Finding['outcome'], Words> = {
  good: msg('Good'),
  warn: msg('Look at it'),
  bad: msg('Broken'),
}

/** What stands between this browser and a console, and what to do about it. */
export function SelfTestPage() {
  const [findings, setFindings] = useState<Finding[] | null>(null)
  const [isBusy, setBusy] = useState(false)
  const run = async () => {
    setBusy(true)
    const transport = await testTransport(openBrowserSocket)
    const clipboard = clipboardFinding('clipboard' in navigator)
    setFindings([...transport, clipboard, drawingFinding(hasGraphicsCard())])
    setBusy(false)
  }
  return (
    <>
      <PageHeader
        action={
          <Button onClick={() => void run()} pending={isBusy} variant="primary">
            {findings ? t('Test again') : t('Test now')}
          </Button>
        }
        description={t(
          'Whether consoles work from this browser, through all that is between it and the panel.',
        )}
        title={t('Console test')}
      />
      <Card flush title={t('What was found')}>
        <div aria-live="polite">{findings ? <Findings findings={findings} /> : <Nothing />}</div>
      </Card>
    </>
  )
}

function Nothing() {
  return (
    <p className="px-5 pb-5 text-soft">
      {t('Nothing yet. The test takes a second or two and opens no console.')}
    </p>
  )
}

function Findings({ findings }: { findings: readonly Finding[] }) {
  return (
    <ul className="divide-y divide-line">
      {findings.map(({ what, outcome, says, mend }) => (
        <li className="flex flex-wrap items-start gap-x-4 gap-y-1 px-5 py-3" key={what}>
          <span className="w-24 shrink-0 font-medium">{what}</span>
          <span className="min-w-0 flex-1 basis-60">
            {says}
            {mend && <span className="mt-1 block text-soft">{mend}</span>}
          </span>
          <Badge tone={outcome}>{t(OUTCOME_WORDS[outcome])}</Badge>
        </li>
      ))}
    </ul>
  )
}
