import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { findMe } from '@/app/find-me.ts'
import { AuthCard } from '@/features/session/auth-card.tsx'
import { FirstPassword } from '@/features/session/first-password.tsx'

export const metadata: Metadata = { title: 'Choose a password' }

/** Only for those who came with a one-time password; everyone else has it under "Account". */
export default async function PasswordPage() {
  const me = await findMe()
  if (!me) redirect('/sign-in')
  if (!me.mustChangePassword) redirect('/')
  return (
    <AuthCard
      description={`You signed in as ${me.user.email} with a one-time password. Choose your own to go on.`}
      title="Choose a password"
    >
      <FirstPassword />
    </AuthCard>
  )
}
