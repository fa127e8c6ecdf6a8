'use client'

import { useState } from 'react'
import { Badge } from '@/ui/badge.tsx'
import { Button } from '@/ui/button.tsx'
import { Card } from '@/ui/card.tsx'
import { hasGraphicsCard } from '@/ui/open-terminal.ts'
import { PageHeader } from '@/ui/page-header.tsx'
import { clipboardFinding, drawingFinding, type Finding, testTransport } from './self-test.ts'
import { openBrowserSocket } from './use-console.ts'

const OUTCOME_WORDS = { good: 'Good', warn: 'Look at it', bad: 'Broken' } as const

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
            {findings ? 'Test again' : 'Test now'}
          </Button>
        }
        description="Whether consoles work from this browser, through all that is between it and the panel."
        title="Console test"
      />
      <Card flush title="What was found">
        <div aria-live="polite">{findings ? <Findings findings={findings} /> : <Nothing />}</div>
      </Card>
    </>
  )
}

function Nothing() {
  return (
    <p className="px-5 pb-5 text-soft">Nothing yet. The test takes a second or two and opens no console.</p>
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
          <Badge tone={outcome}>{OUTCOME_WORDS[outcome]}</Badge>
        </li>
      ))}
    </ul>
  )
}
