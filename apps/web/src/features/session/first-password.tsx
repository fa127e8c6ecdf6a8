'use client'

import { ChangePasswordForm } from './change-password-form.tsx'

export function FirstPassword() {
  return <ChangePasswordForm oneTime onChanged={() => window.location.assign('/')} />
}
