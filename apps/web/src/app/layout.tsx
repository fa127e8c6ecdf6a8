import { t } from '@/language/t.ts'
import './globals.css'
import { GeistMono } from 'geist/font/mono'
import { GeistSans } from 'geist/font/sans'
import type { Metadata, Viewport } from 'next'
import { cookies, headers } from 'next/headers'
import type { ReactNode } from 'react'
import { catalogScript, currentLanguage } from '@/language/current.ts'
import { TRPCReactProvider } from '@/trpc/client.tsx'
import { parseTheme, THEME_COOKIE } from '@/ui/theme.ts'

export function generateMetadata(): Metadata {
  return {
    title: { default: 'VServer', template: '%s · VServer' },
    description: t('Virtual servers on a stock Linux kernel'),
    robots: { index: false, follow: false },
  }
}

export const viewport: Viewport = {
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#fafbfc' },
    { media: '(prefers-color-scheme: dark)', color: '#0c0f16' },
  ],
}

export default async function RootLayout({ children }: { children: ReactNode }) {
  const theme = parseTheme((await cookies()).get(THEME_COOKIE)?.value)
  const language = currentLanguage()
  const catalog = catalogScript(language)
  const nonce = (await headers()).get('x-nonce') ?? undefined
  return (
    <html
      className={`${GeistSans.variable} ${GeistMono.variable}`}
      data-theme={theme === 'system' ? undefined : theme}
      lang={language}
    >
      {catalog && (
        <head>
          <script nonce={nonce} src={catalog} suppressHydrationWarning />
        </head>
      )}
      <body>
        <TRPCReactProvider>{children}</TRPCReactProvider>
      </body>
    </html>
  )
}
