'use client'

import { useState } from 'react'
import { notForRole } from '@/language/role-words.ts'
import { t } from '@/language/t.ts'
import { Button } from '@/ui/button.tsx'
import { openedLater } from '@/ui/opened-later.tsx'
import { PageHeader } from '@/ui/page-header.tsx'
import { useMe } from '../session/me.tsx'
import { InvitationCard } from './invitation-card.tsx'
import { MemberCard } from './member-card.tsx'
import { RoleCard } from './role-card.tsx'

const InviteDialog = openedLater(() => import('./invite-dialog.tsx').then((module) => module.InviteDialog))

/** Who works in this account, who is invited, and what they may do. */
export function TeamPage() {
  const me = useMe()
  const { account, rights } = me
  const [inviting, setInviting] = useState(false)
  const deniedReason = rights.includes('team.manage') ? null : notForRole(me)
  const description = account
    ? t('The people who work for {account}, and what each of them may do.', { account: account.name })
    : t('The people who run this panel.')
  return (
    <>
      <PageHeader
        action={
          <Button deniedReason={deniedReason} icon="plus" onClick={() => setInviting(true)} variant="primary">
            {t('Invite')}
          </Button>
        }
        description={description}
        title={t('Team')}
      />
      <div className="space-y-5">
        <MemberCard />
        <InvitationCard deniedReason={deniedReason} />
        {rights.includes('role.manage') && <RoleCard />}
      </div>
      {inviting && <InviteDialog onClose={() => setInviting(false)} />}
    </>
  )
}
