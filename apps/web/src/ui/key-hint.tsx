import { Fragment } from 'react'
import { translate } from '@/language/t.ts'

/** Keys as they are written on the reader's keyboard: names are marked with msg(). */
export function KeyHint({ keys }: { keys: readonly string[] }) {
  return (
    <span className="whitespace-nowrap">
      {keys.map((key, index) => (
        <Fragment key={key}>
          {index > 0 && '+'}
          <kbd className="rounded border border-line bg-raised px-1.5 py-px font-mono text-xs text-soft">
            {translate(key)}
          </kbd>
        </Fragment>
      ))}
    </span>
  )
}
