'use client'

import Link from 'next/link'
import type { GrantView } from '@/server/services/consent/model.ts'
import { Notice } from '@/ui/notice.tsx'
import { AnswerButtons } from './answer-buttons.tsx'
import { grantWords } from './consent-words.ts'

export function PendingAsks({ grants }: { grants: readonly GrantView[] }) {
  return (
    <div className="mb-5 space-y-2">
      {grants.map((grant) => (
        <Notice action={<AnswerButtons grant={grant} />} key={grant.id} live tone="warn">
          <Link className="font-medium underline" href={`/guests/${grant.guest.id}`}>
            {grant.guest.name}
          </Link>
          : {grantWords(grant)}. {grant.note}
        </Notice>
      ))}
    </div>
  )
}
