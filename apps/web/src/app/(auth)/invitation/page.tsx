import type { Metadata } from 'next'
import { AcceptInvitation } from '@/features/invitation/accept-invitation.tsx'
import { t } from '@/language/t.ts'

export function generateMetadata(): Metadata {
  return { title: t('Invitation') }
}

/** The word of the invitation is behind the # of the address, where only the browser sees it. */
export default function InvitationPage() {
  return <AcceptInvitation />
}
