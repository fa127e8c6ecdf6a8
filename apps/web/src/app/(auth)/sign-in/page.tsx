import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { findMe } from '@/app/find-me.ts'
import { AuthCard } from '@/features/session/auth-card.tsx'
import { SignInForm } from '@/features/session/sign-in-form.tsx'

export const metadata: Metadata = { title: 'Sign in' }

export default async function SignInPage() {
  if (await findMe()) redirect('/')
  return (
    <AuthCard description="To the panel of your virtual servers." title="Sign in">
      <SignInForm />
    </AuthCard>
  )
}
