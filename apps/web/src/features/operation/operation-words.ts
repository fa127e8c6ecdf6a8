import type { OperationKind, OperationState } from '@vserver/core/operation/model'
import type { Tone } from '@/ui/badge.tsx'

export const KIND_LABEL = {
  'guest.create': 'Create guest',
  'guest.start': 'Start guest',
  'guest.stop': 'Stop guest',
  'guest.restart': 'Restart guest',
  'guest.kill': 'Kill guest',
  'guest.delete': 'Delete guest',
  'mark.start': 'Start guests of a mark',
  'mark.stop': 'Stop guests of a mark',
  'template.build': 'Build template',
} as const satisfies Record<OperationKind, string>

export const OPERATION_LOOK = {
  running: { label: 'Running', tone: 'accent' },
  succeeded: { label: 'Done', tone: 'good' },
  failed: { label: 'Failed', tone: 'bad' },
  cancelled: { label: 'Cancelled', tone: 'neutral' },
} as const satisfies Record<OperationState, { label: string; tone: Tone }>
