import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { findMe } from '@/app/find-me.ts'
import { ForcedSetUp } from '@/features/second-factor/forced-set-up.tsx'
import { AuthCard } from '@/features/session/auth-card.tsx'
import { t } from '@/language/t.ts'

export function generateMetadata(): Metadata {
  return { title: t('Second factor') }
}

/** Only for those whose role must have one; everyone else finds it under "Account". */
export default async function SecondFactorPage() {
  const me = await findMe()
  if (!me) redirect('/sign-in')
  if (!me.mustSetUpSecondFactor) redirect('/')
  return (
    <AuthCard
      description={t('Your role asks for a second factor. You signed in as {email}.', {
        email: me.user.email,
      })}
      title={t('Set up a second factor')}
    >
      <ForcedSetUp />
    </AuthCard>
  )
}
