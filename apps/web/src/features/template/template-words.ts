import type { Template, TemplateState } from '@vserver/core/template/model'
import type { Tone } from '@/ui/badge.tsx'

export const TEMPLATE_LOOK = {
  absent: { label: 'Not built', tone: 'neutral' },
  building: { label: 'Being built', tone: 'accent' },
  ready: { label: 'Ready', tone: 'good' },
  failed: { label: 'Failed', tone: 'bad' },
  cancelled: { label: 'Cancelled', tone: 'neutral' },
} as const satisfies Record<TemplateState, { label: string; tone: Tone }>

/** Why guests cannot be made from it now; null when they can. */
export function notReadyReason({ state, percent }: Pick<Template, 'state' | 'percent'>): string | null {
  switch (state) {
    case 'ready':
      return null
    case 'building':
      return `being built, ${Math.round(percent)} %`
    case 'failed':
      return 'its build failed'
    case 'absent':
    case 'cancelled':
      return 'not built yet'
  }
}
