'use client'

import { currentLanguage } from '@/language/current.ts'
import { t } from '@/language/t.ts'

/** Only when the root layout itself fails, so nothing of the design system can be counted on. */
export default function GlobalError({ reset }: { reset: () => void }) {
  return (
    <html lang={currentLanguage()}>
      <body
        style={{
          fontFamily: 'system-ui, sans-serif',
          margin: '20vh auto',
          maxWidth: '32rem',
          padding: '0 1rem',
        }}
      >
        <title>{`${t('Something went wrong')} · VServer`}</title>
        <h1 style={{ fontSize: '1.4rem' }}>{t('The panel could not show this page.')}</h1>
        <p>{t('Guests are not affected. Try again in a moment.')}</p>
        <button onClick={reset} type="button">
          {t('Try again')}
        </button>
      </body>
    </html>
  )
}
