import { cx } from './cx.ts'

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

export type ButtonLook = { variant?: keyof typeof VARIANTS; size?: keyof typeof SIZES }

/** For what looks like a button where the script of `Button` is not wanted. */
export function buttonClass({ variant = 'secondary', size = 'medium' }: ButtonLook = {}): string {
  return cx(BASE, VARIANTS[variant], SIZES[size])
}
