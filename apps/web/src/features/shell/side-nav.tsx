'use client'

import Link from 'next/link'
import { usePathname, useRouter } from 'next/navigation'
import { LanguageChoice } from '@/language/language-choice.tsx'
import { msg, t, type Words } from '@/language/t.ts'
import type { Me, Role } from '@/server/services/me/model.ts'
import { cx } from '@/ui/cx.ts'
import { Icon } from '@/ui/icons.tsx'
import { Menu } from '@/ui/menu.tsx'
import type { Theme } from '@/ui/theme.ts'
import { ThemeToggle } from '@/ui/theme-toggle.tsx'
import { useToast } from '@/ui/toast.tsx'
import { signOut } from '../session/sign-out.ts'
import { Brand } from './brand.tsx'
import { isCurrent, type NavItem, navOf } from './nav.ts'
import { PaletteButton } from './palette-button.tsx'

const ROLE_LABEL: Record<Role, Words> = {
  admin: msg('Administrator'),
  reseller: msg('Reseller'),
  customer: msg('Customer'),
  support: msg('Support'),
}

/** `onPalette`: how the commands are opened from here, where there is no other way to. */
export function SideNav({ me, theme, onPalette }: { me: Me; theme: Theme; onPalette?: () => void }) {
  const pathname = usePathname()
  return (
    <div className="flex h-full flex-col p-4">
      <Link aria-label={t('VServer, overview')} className="mb-6 rounded-lg px-2 py-1" href="/">
        <Brand />
      </Link>
      {onPalette && <PaletteButton onOpen={onPalette} />}
      <nav aria-label={t('Main')} className="min-h-0 flex-1 overflow-y-auto">
        <ul className="space-y-0.5">
          {navOf(me).map((item) => (
            <li key={item.href}>
              <NavLink current={isCurrent(item, pathname)} item={item} />
            </li>
          ))}
        </ul>
      </nav>
      <div className="mt-4 space-y-3 border-t border-line pt-4">
        <div className="flex items-center justify-between px-2 text-sm text-faint">
          {t('Theme')}
          <ThemeToggle initial={theme} />
        </div>
        <div className="flex items-center justify-between px-2 text-sm text-faint">
          {t('Language')}
          <LanguageChoice />
        </div>
        <UserMenu me={me} />
      </div>
    </div>
  )
}

function NavLink({ item, current }: { item: NavItem; current: boolean }) {
  return (
    <Link
      aria-current={current ? 'page' : undefined}
      className={cx(
        'flex items-center gap-3 rounded-lg px-3 py-2 font-medium transition-colors',
        current ? 'bg-tint text-accent' : 'text-soft hover:bg-raised hover:text-ink',
      )}
      href={item.href}
    >
      <Icon name={item.icon} />
      {t(item.label)}
    </Link>
  )
}

function UserMenu({ me }: { me: Me }) {
  const router = useRouter()
  const toast = useToast()
  const leave = async () => {
    if (await signOut()) window.location.assign('/sign-in')
    else toast('bad', t('Signing out did not reach the panel. Check your connection and try again.'))
  }
  return (
    <Menu
      align="left"
      items={[
        { label: t('Account'), icon: 'sessions', onSelect: () => router.push('/account') },
        { label: t('Sign out'), icon: 'signOut', onSelect: () => void leave() },
      ]}
      label={t('Account of {name}', { name: me.user.name })}
      named
      side="above"
      trigger={
        <>
          <span
            aria-hidden="true"
            className="flex size-9 shrink-0 items-center justify-center rounded-full bg-tint font-semibold text-accent"
          >
            {me.user.name.slice(0, 1).toUpperCase()}
          </span>
          <span className="min-w-0 flex-1">
            <span className="sr-only">{t('Account of')} </span>
            <span className="block truncate font-medium">{me.user.name}</span>
            <span className="block truncate text-[0.8125rem] text-faint">
              {me.account && me.account.name !== me.user.name
                ? `${t(ROLE_LABEL[me.user.role])} · ${me.account.name}`
                : t(ROLE_LABEL[me.user.role])}
            </span>
          </span>
          <Icon className="shrink-0 text-faint" name="more" />
        </>
      }
      triggerClass="flex w-full items-center gap-3 rounded-lg px-2 py-1.5 text-left hover:bg-raised"
    />
  )
}
