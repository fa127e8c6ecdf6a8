import Link from 'next/link'
import type { ComponentProps, ReactNode } from 'react'
import { type ButtonLook, buttonClass } from './button-look.ts'
import { cx } from './cx.ts'
import { Icon, type IconName } from './icons.tsx'
import { Spinner } from './spinner.tsx'

type Look = ButtonLook & { icon?: IconName; children: ReactNode }

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

function look(variant: Look['variant'], size: Look['size']): ButtonLook {
  return { ...(variant && { variant }), ...(size && { size }) }
}
