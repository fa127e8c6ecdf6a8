'use client'

import { useState } from 'react'
import { msg, t } from '@/language/t.ts'
import { cx } from './cx.ts'
import { Icon } from './icons.tsx'
import { applyTheme, THEMES, type Theme } from './theme.ts'

const LOOK = {
  system: { icon: 'system', label: msg('As the system') },
  light: { icon: 'sun', label: msg('Light') },
  dark: { icon: 'moon', label: msg('Dark') },
  contrast: { icon: 'contrast', label: msg('High contrast') },
} as const

export function ThemeToggle({ initial }: { initial: Theme }) {
  const [theme, setTheme] = useState(initial)
  const choose = (next: Theme) => {
    applyTheme(next)
    setTheme(next)
  }
  return (
    <fieldset className="inline-flex rounded-lg bg-raised p-0.5">
      <legend className="sr-only">{t('Theme')}</legend>
      {THEMES.map((option) => (
        <label
          className={cx(
            'inline-flex size-7 items-center justify-center rounded-md has-focus-visible:outline-2 has-focus-visible:outline-accent',
            option === theme ? 'bg-surface text-ink shadow-card' : 'text-faint hover:text-ink',
          )}
          key={option}
          title={t(LOOK[option].label)}
        >
          <input
            aria-label={t(LOOK[option].label)}
            checked={option === theme}
            className="sr-only"
            name="theme"
            onChange={() => choose(option)}
            type="radio"
          />
          <Icon name={LOOK[option].icon} size={15} />
        </label>
      ))}
    </fieldset>
  )
}
