import type { Metadata } from 'next'
import Link from 'next/link'
import { redirect } from 'next/navigation'
import { findMe } from '@/app/find-me.ts'
import { AuthCard } from '@/features/session/auth-card.tsx'
import { SignInForm } from '@/features/session/sign-in-form.tsx'
import { t } from '@/language/t.ts'
import { getPanel } from '@/server/instance.ts'
import { canReset } from '@/server/services/password-reset/forgot.ts'

export function generateMetadata(): Metadata {
  return { title: t('Sign in') }
}

export default async function SignInPage() {
  if (await findMe()) redirect('/')
  return (
    <AuthCard description={t('To the panel of your virtual servers.')} title={t('Sign in')}>
      <SignInForm />
      {canReset(getPanel()) && (
        <p className="mt-5 text-center text-sm">
          <Link className="text-accent hover:underline" href="/forgot">
            {t('Forgot your password?')}
          </Link>
        </p>
      )}
    </AuthCard>
  )
}
