import { msg, t, type Words } from '@/language/t.ts'
import type { AddressState, AddressView, PoolView } from '@/server/services/address/model.ts'
import type { Tone } from '@/ui/badge.tsx'

export const STATE_WORDS = {
  assigned: { label: msg('Assigned'), tone: 'accent' },
  reserved: { label: msg('Kept'), tone: 'neutral' },
  quarantined: { label: msg('Resting'), tone: 'warn' },
  free: { label: msg('Given back'), tone: 'neutral' },
} as const satisfies Record<AddressState, { label: Words; tone: Tone }>

export const KIND_WORDS = {
  public: {
    label: msg('Public'),
    ofFamily: msg('Public IPv{family}'),
    hint: msg('The world reaches them: each guest has its own.'),
  },
  private: {
    label: msg('Private'),
    ofFamily: msg('Private IPv{family}'),
    hint: msg('Hidden behind the host’s address; they cost a reseller nothing.'),
  },
} as const satisfies Record<PoolView['kind'], { label: Words; ofFamily: Words; hint: Words }>

type Use = Pick<PoolView, 'assigned' | 'reserved' | 'quarantined' | 'free'>

/** What is taken and how many there are; null where nobody can count them. */
export function poolUse({ assigned, reserved, quarantined, free }: Use): {
  taken: number
  of: number | null
} {
  const taken = assigned + reserved + quarantined
  return { taken, of: free === null ? null : taken + free }
}

/** "3 assigned, 1 kept, 2 resting, 8 free" */
export function poolWords({ assigned, reserved, quarantined, free }: Use): string {
  const parts = [
    t('{count, plural, one {# assigned} other {# assigned}}', { count: assigned }),
    ...(reserved > 0 ? [t('{count, plural, one {# kept} other {# kept}}', { count: reserved })] : []),
    ...(quarantined > 0
      ? [t('{count, plural, one {# resting} other {# resting}}', { count: quarantined })]
      : []),
    free === null
      ? t('more free than can be counted')
      : t('{count, plural, one {# free} other {# free}}', { count: free }),
  ]
  return parts.join(', ')
}

/** Whose an address is or was: "web1 of Customer" */
export function holderWords({
  guest,
  customer,
  reseller,
  note,
}: Pick<AddressView, 'guest' | 'customer' | 'reseller' | 'note'>): string {
  if (guest)
    return customer ? t('{guest} of {customer}', { guest: guest.name, customer: customer.name }) : guest.name
  const kept = reseller ? t('for {reseller}', { reseller: reseller.name }) : null
  return [kept, note].filter(Boolean).join(': ') || t('nobody')
}
