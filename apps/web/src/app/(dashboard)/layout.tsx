import { cookies } from 'next/headers'
import { redirect } from 'next/navigation'
import type { ReactNode } from 'react'
import { findMe } from '@/app/find-me.ts'
import { DashboardShell } from '@/features/shell/dashboard-shell.tsx'
import { parseTheme, THEME_COOKIE } from '@/ui/theme.ts'

export default async function DashboardLayout({ children }: { children: ReactNode }) {
  const me = await findMe()
  if (!me) redirect('/sign-in')
  if (me.mustChangePassword) redirect('/password')
  if (me.mustSetUpSecondFactor) redirect('/second-factor')
  const theme = parseTheme((await cookies()).get(THEME_COOKIE)?.value)
  return (
    <DashboardShell me={me} theme={theme}>
      {children}
    </DashboardShell>
  )
}
