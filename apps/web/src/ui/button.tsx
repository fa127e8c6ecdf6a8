import Link from 'next/link'
import type { ComponentProps, ReactNode } from 'react'
import { cx } from './cx.ts'
import { Icon, type IconName } from './icons.tsx'
import { Spinner } from './spinner.tsx'

const BASE =
  'inline-flex items-center justify-center gap-2 rounded-lg font-medium whitespace-nowrap select-none transition-colors duration-100 disabled:cursor-not-allowed aria-disabled:cursor-not-allowed'

const VARIANTS = {
  primary:
    'bg-accent text-on-accent hover:bg-accent-strong disabled:bg-raised disabled:text-faint aria-disabled:bg-raised aria-disabled:text-faint',
  secondary:
    'border border-line bg-surface text-ink shadow-card hover:bg-raised disabled:bg-raised/60 disabled:text-faint disabled:shadow-none aria-disabled:bg-raised/60 aria-disabled:text-faint aria-disabled:shadow-none',
  quiet: 'text-soft hover:bg-raised hover:text-ink disabled:text-faint aria-disabled:text-faint',
  danger:
    'bg-bad text-on-accent hover:bg-bad-strong disabled:bg-raised disabled:text-faint aria-disabled:bg-raised aria-disabled:text-faint',
} as const

const SIZES = { small: 'h-8 px-3 text-sm', medium: 'h-10 px-4 text-[0.9375rem]' } as const

type Look = {
  variant?: keyof typeof VARIANTS
  size?: keyof typeof SIZES
  icon?: IconName
  children: ReactNode
}

function buttonClass({ variant = 'secondary', size = 'medium' }: Pick<Look, 'variant' | 'size'>): string {
  return cx(BASE, VARIANTS[variant], SIZES[size])
}

/**
 * A forbidden button stays visible and focusable, and says why: `deniedReason` is its title and its
 * description for screen readers.
 */
export function Button({
  variant,
  size,
  icon,
  children,
  pending = false,
  deniedReason = null,
  className,
  onClick,
  type = 'button',
  ...rest
}: Look & { pending?: boolean; deniedReason?: string | null } & ComponentProps<'button'>) {
  const denied = deniedReason !== null
  return (
    <button
      {...rest}
      aria-busy={pending || undefined}
      aria-description={deniedReason ?? undefined}
      aria-disabled={denied || pending || undefined}
      className={cx(buttonClass(look(variant, size)), className)}
      onClick={(event) => (denied || pending ? event.preventDefault() : onClick?.(event))}
      title={deniedReason ?? rest.title}
      type={type}
    >
      {pending ? <Spinner /> : icon && <Icon name={icon} size={size === 'small' ? 16 : 18} />}
      {children}
    </button>
  )
}

export function LinkButton({
  variant,
  size,
  icon,
  children,
  className,
  ...rest
}: Look & ComponentProps<typeof Link>) {
  return (
    <Link {...rest} className={cx(buttonClass(look(variant, size)), className)}>
      {icon && <Icon name={icon} size={size === 'small' ? 16 : 18} />}
      {children}
    </Link>
  )
}

function look(variant: Look['variant'], size: Look['size']): Pick<Look, 'variant' | 'size'> {
  return { ...(variant && { variant }), ...(size && { size }) }
}
