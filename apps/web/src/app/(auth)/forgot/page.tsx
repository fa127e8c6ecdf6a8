import type { Metadata } from 'next'
import { ForgotForm } from '@/features/password-reset/forgot-form.tsx'
import { AuthCard } from '@/features/session/auth-card.tsx'

export const metadata: Metadata = { title: 'Forgot password' }

export default function ForgotPage() {
  return (
    <AuthCard description="A letter brings you a link to choose a new one." title="Forgot your password?">
      <ForgotForm />
    </AuthCard>
  )
}
