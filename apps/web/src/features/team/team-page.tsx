'use client'

import { useState } from 'react'
import { Button } from '@/ui/button.tsx'
import { PageHeader } from '@/ui/page-header.tsx'
import { useMe } from '../session/me.tsx'
import { InvitationCard } from './invitation-card.tsx'
import { InviteDialog } from './invite-dialog.tsx'
import { MemberCard } from './member-card.tsx'
import { RoleCard } from './role-card.tsx'

/** Who works in this account, who is invited, and what they may do. */
export function TeamPage() {
  const { account, rights, roleName } = useMe()
  const [inviting, setInviting] = useState(false)
  const deniedReason = rights.includes('team.manage') ? null : `Your role (${roleName}) may not do this.`
  const description = account
    ? `The people who work for ${account.name}, and what each of them may do.`
    : 'The people who run this panel.'
  return (
    <>
      <PageHeader
        action={
          <Button deniedReason={deniedReason} icon="plus" onClick={() => setInviting(true)} variant="primary">
            Invite
          </Button>
        }
        description={description}
        title="Team"
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
