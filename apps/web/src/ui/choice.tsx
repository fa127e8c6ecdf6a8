import { cx } from './cx.ts'

/** A few exclusive choices in a row, the current one pressed. */
export function Choice<Id extends string>({
  label,
  options,
  current,
  onChange,
}: {
  label: string
  options: readonly { id: Id; label: string }[]
  current: Id
  onChange: (id: Id) => void
}) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out in a row everywhere
    <div aria-label={label} className="inline-flex flex-wrap gap-1 rounded-lg bg-raised p-1" role="group">
      {options.map((option) => (
        <button
          aria-pressed={option.id === current}
          className={cx(
            'rounded-md px-3 py-1 text-sm font-medium transition-colors',
            option.id === current ? 'bg-surface text-ink shadow-card' : 'text-soft hover:text-ink',
          )}
          key={option.id}
          onClick={() => onChange(option.id)}
          type="button"
        >
          {option.label}
        </button>
      ))}
    </div>
  )
}
