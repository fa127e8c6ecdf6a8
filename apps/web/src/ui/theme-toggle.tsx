'use client'

import { useState } from 'react'
import { cx } from './cx.ts'
import { Icon } from './icons.tsx'
import { applyTheme, THEMES, type Theme } from './theme.ts'

const LOOK = {
  system: { icon: 'system', label: 'As the system' },
  light: { icon: 'sun', label: 'Light' },
  dark: { icon: 'moon', label: 'Dark' },
} as const

export function ThemeToggle({ initial }: { initial: Theme }) {
  const [theme, setTheme] = useState(initial)
  const choose = (next: Theme) => {
    applyTheme(next)
    setTheme(next)
  }
  return (
    <fieldset className="inline-flex rounded-lg bg-raised p-0.5">
      <legend className="sr-only">Theme</legend>
      {THEMES.map((option) => (
        <label
          className={cx(
            'inline-flex size-7 items-center justify-center rounded-md has-focus-visible:outline-2 has-focus-visible:outline-accent',
            option === theme ? 'bg-surface text-ink shadow-card' : 'text-faint hover:text-ink',
          )}
          key={option}
          title={LOOK[option].label}
        >
          <input
            aria-label={LOOK[option].label}
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
