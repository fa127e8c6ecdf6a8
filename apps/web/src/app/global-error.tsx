'use client'

/** Only when the root layout itself fails, so nothing of the design system can be counted on. */
export default function GlobalError({ reset }: { reset: () => void }) {
  return (
    <html lang="en">
      <body
        style={{
          fontFamily: 'system-ui, sans-serif',
          margin: '20vh auto',
          maxWidth: '32rem',
          padding: '0 1rem',
        }}
      >
        <title>Something went wrong · VServer</title>
        <h1 style={{ fontSize: '1.4rem' }}>The panel could not show this page.</h1>
        <p>Guests are not affected. Try again in a moment.</p>
        <button onClick={reset} type="button">
          Try again
        </button>
      </body>
    </html>
  )
}
