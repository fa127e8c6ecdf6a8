import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { findMe } from '@/app/find-me.ts'
import { AuthCard } from '@/features/session/auth-card.tsx'
import { FirstPassword } from '@/features/session/first-password.tsx'
import { t } from '@/language/t.ts'

export function generateMetadata(): Metadata {
  return { title: t('Choose a password') }
}

/** Only for those who came with a one-time password; everyone else has it under "Account". */
export default async function PasswordPage() {
  const me = await findMe()
  if (!me) redirect('/sign-in')
  if (!me.mustChangePassword) redirect('/')
  return (
    <AuthCard
      description={t('You signed in as {email} with a one-time password. Choose your own to go on.', {
        email: me.user.email,
      })}
      title={t('Choose a password')}
    >
      <FirstPassword />
    </AuthCard>
  )
}
