/** Kept in a cookie, so that the server renders the right theme and nothing flashes. */
export const THEME_COOKIE = 'vserver-theme'

export const THEMES = ['system', 'light', 'dark', 'contrast'] as const
export type Theme = (typeof THEMES)[number]

export function parseTheme(value: string | undefined): Theme {
  return THEMES.find((theme) => theme === value) ?? 'system'
}

const DARK = '(prefers-color-scheme: dark)'
const MORE_CONTRAST = '(prefers-contrast: more)'
const YEAR_SECONDS = 365 * 24 * 3600

export function applyTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in Firefox and Safari
  document.cookie = `${THEME_COOKIE}=${theme}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`
}

export function isDark(): boolean {
  const chosen = document.documentElement.dataset.theme
  if (chosen === 'light' || chosen === 'dark') return chosen === 'dark'
  return matchMedia(DARK).matches
}

export function isHighContrast(): boolean {
  const chosen = document.documentElement.dataset.theme
  return chosen ? chosen === 'contrast' : matchMedia(MORE_CONTRAST).matches
}

/** Calls back when the page changes its theme, for drawings that cannot use CSS variables. */
export function watchTheme(onChange: () => void): () => void {
  const asked = [matchMedia(DARK), matchMedia(MORE_CONTRAST)]
  const observer = new MutationObserver(onChange)
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] })
  for (const media of asked) media.addEventListener('change', onChange)
  return () => {
    observer.disconnect()
    for (const media of asked) media.removeEventListener('change', onChange)
  }
}
