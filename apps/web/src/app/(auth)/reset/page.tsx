import type { Metadata } from 'next'
import { ResetForm } from '@/features/password-reset/reset-form.tsx'
import { AuthCard } from '@/features/session/auth-card.tsx'

export const metadata: Metadata = { title: 'New password' }

/** Where the link of the letter leads. */
export default function ResetPage() {
  return (
    <AuthCard description="All your devices are signed out when it is saved." title="Choose a new password">
      <ResetForm />
    </AuthCard>
  )
}
