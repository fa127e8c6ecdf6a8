'use client'

import { currentLanguage } from './current.ts'
import { LANGUAGE_COOKIE, LANGUAGE_NAMES, LANGUAGES, type Language } from './languages.ts'
import { t } from './t.ts'

const YEAR_SECONDS = 365 * 24 * 3600

/** Every word of the page changes, so the page is loaded anew. */
function choose(language: Language): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in Firefox and Safari
  document.cookie = `${LANGUAGE_COOKIE}=${language}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`
  window.location.reload()
}

export function LanguageChoice() {
  return (
    <select
      aria-label={t('Language')}
      className="h-8 rounded-lg bg-raised px-2 text-sm text-ink"
      onChange={(event) => choose(event.target.value as Language)}
      value={currentLanguage()}
    >
      {LANGUAGES.map((language) => (
        <option key={language} lang={language} value={language}>
          {LANGUAGE_NAMES[language]}
        </option>
      ))}
    </select>
  )
}
