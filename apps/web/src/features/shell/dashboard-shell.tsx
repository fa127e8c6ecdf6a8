'use client'

import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { t } from '@/language/t.ts'
import type { Me } from '@/server/services/me/model.ts'
import { IconButton } from '@/ui/icon-button.tsx'
import type { Theme } from '@/ui/theme.ts'
import { ToastProvider } from '@/ui/toast.tsx'
import { PendingBanner } from '../consent/pending-banner.tsx'
import { TroubleProvider } from '../feedback/trouble.tsx'
import { MeProvider } from '../session/me.tsx'
import { ProofGate } from '../session/proof-gate.tsx'
import { useSignedOut } from '../session/use-signed-out.ts'
import { ViewAsBanner } from '../view-as/view-as-banner.tsx'
import { Brand } from './brand.tsx'
import { ShellTools } from './shell-tools.tsx'
import { SideNav } from './side-nav.tsx'
import { type ShellTool, useShellKeys } from './use-shell-keys.ts'

/** Frame of every page: skip link, navigation by role, banner, content. */
export function DashboardShell({ me, theme, children }: { me: Me; theme: Theme; children: ReactNode }) {
  const [tool, setTool] = useState<ShellTool | null>(null)
  const openPalette = () => setTool('palette')
  useShellKeys(setTool)
  useSignedOut()
  return (
    <MeProvider me={me}>
      <ToastProvider>
        <a
          className="sr-only focus:not-sr-only focus:fixed focus:top-3 focus:left-3 focus:z-50 focus:rounded-lg focus:bg-accent focus:px-4 focus:py-2 focus:text-on-accent"
          href="#content"
        >
          {t('Skip to content')}
        </a>
        <div className="lg:grid lg:grid-cols-[15.5rem_minmax(0,1fr)]">
          <aside className="sticky top-0 hidden h-dvh border-r border-line bg-surface lg:block">
            <SideNav me={me} onPalette={openPalette} theme={theme} />
          </aside>
          <PhoneBar me={me} onPalette={openPalette} theme={theme} />
          <main className="mx-auto w-full max-w-[78rem] px-4 py-6 sm:px-8 lg:py-9" id="content" tabIndex={-1}>
            {me.behind && <ViewAsBanner behind={me.behind} me={me} />}
            <PendingBanner />
            <TroubleProvider>{children}</TroubleProvider>
          </main>
        </div>
        <ShellTools onTool={setTool} tool={tool} />
        <ProofGate />
      </ToastProvider>
    </MeProvider>
  )
}

/** Below `lg` the navigation is a drawer: a modal dialog at the left edge. */
function PhoneBar({ me, theme, onPalette }: { me: Me; theme: Theme; onPalette: () => void }) {
  const [open, setOpen] = useState(false)
  const drawer = useRef<HTMLDialogElement>(null)
  const pathname = usePathname()
  // biome-ignore lint/correctness/useExhaustiveDependencies: the drawer closes when the page changes
  useEffect(() => setOpen(false), [pathname])
  useEffect(() => {
    if (open) drawer.current?.showModal()
    else drawer.current?.close()
  }, [open])
  return (
    <header className="sticky top-0 z-20 flex h-14 items-center justify-between border-b border-line bg-surface px-4 lg:hidden">
      <Link aria-label={t('VServer, overview')} className="rounded-lg" href="/">
        <Brand />
      </Link>
      <span className="flex gap-1">
        <IconButton aria-haspopup="dialog" icon="search" label={t('Commands')} onClick={onPalette} />
        <IconButton
          aria-expanded={open}
          icon="menu"
          label={t('Open navigation')}
          onClick={() => setOpen(true)}
        />
      </span>
      <dialog
        aria-label={t('Navigation')}
        className="m-0 h-dvh max-h-none w-72 max-w-[85vw] border-r border-line bg-surface text-ink shadow-float backdrop:bg-black/45"
        onClick={(event) => event.target === event.currentTarget && setOpen(false)}
        onClose={() => setOpen(false)}
        onKeyDown={(event) => event.key === 'Escape' && setOpen(false)}
        ref={drawer}
      >
        <div className="h-full">{open && <SideNav me={me} theme={theme} />}</div>
      </dialog>
    </header>
  )
}
