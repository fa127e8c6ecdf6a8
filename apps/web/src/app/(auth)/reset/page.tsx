import type { Metadata } from 'next'
import { ResetForm } from '@/features/password-reset/reset-form.tsx'
import { AuthCard } from '@/features/session/auth-card.tsx'
import { t } from '@/language/t.ts'

export function generateMetadata(): Metadata {
  return { title: t('New password') }
}

/** Where the link of the letter leads. */
export default function ResetPage() {
  return (
    <AuthCard
      description={t('All your devices are signed out when it is saved.')}
      title={t('Choose a new password')}
    >
      <ResetForm />
    </AuthCard>
  )
}
