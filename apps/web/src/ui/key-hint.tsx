import { Fragment } from 'react'

export function KeyHint({ keys }: { keys: string[] }) {
  return (
    <span className="whitespace-nowrap">
      {keys.map((key, index) => (
        <Fragment key={key}>
          {index > 0 && '+'}
          <kbd className="rounded border border-line bg-raised px-1.5 py-px font-mono text-xs text-soft">
            {key}
          </kbd>
        </Fragment>
      ))}
    </span>
  )
}
