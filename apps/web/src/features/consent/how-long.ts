import { z } from 'zod'
import { msg } from '@/language/t.ts'

/** What is offered, in minutes, beside a time of one's own. */
export const CHOICES = [
  { value: '15', label: msg('15 minutes') },
  { value: '60', label: msg('1 hour') },
  { value: '240', label: msg('4 hours') },
  { value: 'custom', label: msg('Another time') },
] as const

export const HowLong = (max: number) =>
  z.object({ choice: z.enum(['15', '60', '240', 'custom']), custom: z.number().int().min(1).max(max) })

export const FIRST_CHOICE = { choice: '60', custom: 30 }

export function toMinutes({ choice, custom }: z.output<ReturnType<typeof HowLong>>): number {
  return choice === 'custom' ? custom : Number(choice)
}
