'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { msg, t } from '@/language/t.ts'
import type { MemberView } from '@/server/services/team/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Badge } from '@/ui/badge.tsx'
import { Button } from '@/ui/button.tsx'
import { Card } from '@/ui/card.tsx'
import { openedLater } from '@/ui/opened-later.tsx'
import { QueryView } from '../feedback/query-view.tsx'
import { useMe } from '../session/me.tsx'

const MemberDialog = openedLater(() => import('./member-dialog.tsx').then((module) => module.MemberDialog))
const MemberRemoveDialog = openedLater(() =>
  import('./member-dialog.tsx').then((module) => module.MemberRemoveDialog),
)

type Asking = { member: MemberView; what: 'set' | 'remove' }

export function MemberCard() {
  const trpc = useTRPC()
  const members = useQuery(trpc.team.members.queryOptions())
  const [asking, setAsking] = useState<Asking | null>(null)
  const onClose = () => setAsking(null)
  return (
    <Card flush title={t('Members')}>
      <QueryView query={members}>
        {(rows) => (
          <ul aria-label={t('Members')} className="divide-y divide-line border-t border-line">
            {rows.map((member) => (
              <MemberRow key={member.id} member={member} onAsk={(what) => setAsking({ member, what })} />
            ))}
          </ul>
        )}
      </QueryView>
      {asking?.what === 'set' && <MemberDialog member={asking.member} onClose={onClose} />}
      {asking?.what === 'remove' && <MemberRemoveDialog member={asking.member} onClose={onClose} />}
    </Card>
  )
}

function MemberRow({ member, onAsk }: { member: MemberView; onAsk: (what: Asking['what']) => void }) {
  const hasRoles = useMe().account !== null
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-5 py-3">
      <div className="min-w-0 flex-1 basis-48">
        <p className="font-medium">
          {member.name} {member.isSelf && <Badge>{t('You')}</Badge>}
        </p>
        <p className="text-sm break-all text-faint">{member.email}</p>
      </div>
      <div className="flex items-center justify-between gap-4 max-sm:w-full">
        <p className="text-sm text-soft">{standingWords(member)}</p>
        <div className="flex gap-2">
          {hasRoles && (
            <Button
              aria-label={t('Change the role of {name}', { name: member.name })}
              deniedReason={member.denied}
              onClick={() => onAsk('set')}
              size="small"
            >
              {t('Role')}
            </Button>
          )}
          <Button
            aria-label={t('Remove {name}', { name: member.name })}
            deniedReason={member.denied}
            onClick={() => onAsk('remove')}
            size="small"
          >
            {t('Remove')}
          </Button>
        </div>
      </div>
    </li>
  )
}

const STAFF = { admin: msg('Administrator'), support: msg('Support') } as const

function standingWords({ role, accountRole, guests }: MemberView): string {
  if (role === 'admin' || role === 'support') return t(STAFF[role])
  const name = accountRole?.name ?? t('Owner')
  if (guests === null) return name
  const [first] = guests
  if (guests.length === 1 && first) return `${name}, ${first.name}`
  return t('{role}, {count, plural, one {# guest} other {# guests}}', { role: name, count: guests.length })
}
