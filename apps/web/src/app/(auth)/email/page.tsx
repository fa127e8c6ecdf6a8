import type { Metadata } from 'next'
import { findMe } from '@/app/find-me.ts'
import { ConfirmEmail } from '@/features/email-change/confirm-email.tsx'
import { AuthCard } from '@/features/session/auth-card.tsx'
import { t } from '@/language/t.ts'
import { LinkButton } from '@/ui/button.tsx'

export function generateMetadata(): Metadata {
  return { title: t('New e-mail address') }
}

/** Where the link of the letter leads. Of who is signed in nobody else's address is changed. */
export default async function EmailPage() {
  const me = await findMe()
  if (!me)
    return (
      <AuthCard
        description={t('Sign in as before first, and then open the link of the letter again.')}
        title={t('New e-mail address')}
      >
        <LinkButton className="w-full" href="/sign-in" variant="primary">
          {t('Sign in')}
        </LinkButton>
      </AuthCard>
    )
  return (
    <AuthCard
      description={t('You are signed in as {email}. Confirm that you read letters to the new address.', {
        email: me.user.email,
      })}
      title={t('New e-mail address')}
    >
      <ConfirmEmail />
    </AuthCard>
  )
}
