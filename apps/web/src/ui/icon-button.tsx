import type { ComponentProps } from 'react'
import { cx } from './cx.ts'
import { Icon, type IconName } from './icons.tsx'

export function IconButton({
  icon,
  label,
  className,
  pressed,
  ...rest
}: { icon: IconName; label: string; pressed?: boolean } & Omit<ComponentProps<'button'>, 'children'>) {
  return (
    <button
      type="button"
      {...rest}
      aria-label={label}
      aria-pressed={pressed}
      className={cx(
        'inline-flex size-9 shrink-0 items-center justify-center rounded-lg text-soft transition-colors hover:bg-raised hover:text-ink disabled:cursor-not-allowed disabled:text-faint/50',
        pressed && 'bg-tint text-accent',
        className,
      )}
      title={label}
    >
      <Icon name={icon} />
    </button>
  )
}
