import type { Metadata } from 'next'
import { ForgotForm } from '@/features/password-reset/forgot-form.tsx'
import { AuthCard } from '@/features/session/auth-card.tsx'
import { t } from '@/language/t.ts'

export function generateMetadata(): Metadata {
  return { title: t('Forgot password') }
}

export default function ForgotPage() {
  return (
    <AuthCard
      description={t('A letter brings you a link to choose a new one.')}
      title={t('Forgot your password?')}
    >
      <ForgotForm />
    </AuthCard>
  )
}
