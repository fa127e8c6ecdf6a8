'use client'

import { t } from '@/language/t.ts'
import { PageHeader } from '@/ui/page-header.tsx'
import { PasskeyCard } from '../passkey/passkey-card.tsx'
import { DemandCard } from '../second-factor/demand-card.tsx'
import { FactorCard } from '../second-factor/factor-card.tsx'
import { useMe } from '../session/me.tsx'
import { SessionList } from '../session/session-list.tsx'
import { SshKeyCard } from '../ssh-key/ssh-key-card.tsx'
import { TokenCard } from '../token/token-card.tsx'
import { PasswordCard } from './password-card.tsx'
import { ProfileCard } from './profile-card.tsx'

/** Who you are here, how you prove it, and what acts in your name. */
export function AccountPage() {
  const { user } = useMe()
  return (
    <>
      <PageHeader description={t('Who you are here, and how you sign in.')} title={t('Account')} />
      <div className="grid gap-5 xl:grid-cols-[minmax(0,1fr)_26rem] xl:items-start">
        <div className="space-y-5">
          <SessionList />
          <TokenCard />
          <SshKeyCard />
        </div>
        <div className="space-y-5">
          <ProfileCard />
          <PasswordCard />
          <FactorCard />
          <PasskeyCard />
          {user.role === 'admin' && <DemandCard />}
        </div>
      </div>
    </>
  )
}
