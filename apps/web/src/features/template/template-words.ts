import type { Template, TemplateState, TemplateVersion } from '@vserver/core/template/model'
import { msg, t, type Words } from '@/language/t.ts'
import type { Tone } from '@/ui/badge.tsx'
import { formatBytes } from '@/ui/format-bytes.ts'

export const TEMPLATE_LOOK = {
  absent: { label: msg('Not built'), tone: 'neutral' },
  building: { label: msg('Being built'), tone: 'accent' },
  ready: { label: msg('Ready'), tone: 'good' },
  failed: { label: msg('Failed'), tone: 'bad' },
  cancelled: { label: msg('Cancelled'), tone: 'neutral' },
} as const satisfies Record<TemplateState, { label: Words; tone: Tone }>

/** Why guests cannot be made from it now; null when they can. */
export function notReadyReason({ state, percent }: Pick<Template, 'state' | 'percent'>): string | null {
  switch (state) {
    case 'ready':
      return null
    case 'building':
      return t('being built, {percent} %', { percent: Math.round(percent) })
    case 'failed':
      return t('its build failed')
    case 'absent':
    case 'cancelled':
      return t('not built yet')
  }
}

/** Enough of a checksum to tell two apart; the whole of it is on hover and can be copied. */
export function shortChecksum(checksum: string): string {
  return checksum.slice(0, 12)
}

const GUESTS_NAMED = 3

/** "web-1, web-2, web-3 and 4 more" */
export function guestsWords(guests: readonly string[]): string {
  if (guests.length === 0) return t('no guest')
  const named = guests.slice(0, GUESTS_NAMED).join(', ')
  const more = guests.length - GUESTS_NAMED
  return more > 0 ? t('{guests} and {count} more', { guests: named, count: more }) : named
}

/** Guests keep the version they were made from, so it stays as long as there is one. */
export function deleteDenied({ guests }: Pick<TemplateVersion, 'guests'>): string | null {
  return guests.length === 0 ? null : t('Used by {guests}.', { guests: guestsWords(guests) })
}

type Unused = { bytes: number | null }

/** "3 versions, up to 1.2 GiB" */
export function unusedWords(unused: readonly Unused[]): string {
  const bytes = unused.reduce((sum, one) => sum + (one.bytes ?? 0), 0)
  const count = unused.length
  return bytes > 0
    ? t('{count, plural, one {# version} other {# versions}}, up to {size}', {
        count,
        size: formatBytes(bytes),
      })
    : t('{count, plural, one {# version} other {# versions}}', { count })
}
