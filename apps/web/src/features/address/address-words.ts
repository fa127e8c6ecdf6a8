import type { AddressState, AddressView, PoolView } from '@/server/services/address/model.ts'
import type { Tone } from '@/ui/badge.tsx'
import { formatCount } from '@/ui/format-cpu.ts'

export const STATE_WORDS = {
  assigned: { label: 'Assigned', tone: 'accent' },
  reserved: { label: 'Kept', tone: 'neutral' },
  quarantined: { label: 'Resting', tone: 'warn' },
  free: { label: 'Given back', tone: 'neutral' },
} as const satisfies Record<AddressState, { label: string; tone: Tone }>

export const KIND_WORDS = {
  public: { label: 'Public', hint: 'The world reaches them: each guest has its own.' },
  private: { label: 'Private', hint: 'Hidden behind the host’s address; they cost a reseller nothing.' },
} as const satisfies Record<PoolView['kind'], { label: string; hint: string }>

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
    `${formatCount(assigned)} assigned`,
    ...(reserved > 0 ? [`${formatCount(reserved)} kept`] : []),
    ...(quarantined > 0 ? [`${formatCount(quarantined)} resting`] : []),
    free === null ? 'more free than can be counted' : `${formatCount(free)} free`,
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
  if (guest) return customer ? `${guest.name} of ${customer.name}` : guest.name
  const kept = reseller ? `for ${reseller.name}` : null
  return [kept, note].filter(Boolean).join(': ') || 'nobody'
}
