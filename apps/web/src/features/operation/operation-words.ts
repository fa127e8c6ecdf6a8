import type { OperationKind, OperationState } from '@vserver/core/operation/model'
import type { Tone } from '@/ui/badge.tsx'

export const KIND_LABEL = {
  'guest.create': 'Create guest',
  'guest.start': 'Start guest',
  'guest.stop': 'Stop guest',
  'guest.restart': 'Restart guest',
  'guest.pause': 'Pause guest',
  'guest.resume': 'Resume guest',
  'guest.kill': 'Kill guest',
  'guest.delete': 'Delete guest',
  'guest.clone': 'Clone guest',
  'guest.unify': 'Unify guest',
  'guest.fold': 'Fold layers of guest',
  'guest.convert': 'Change backend of guest',
  'guest.predict': 'Predict gain of unifying guest',
  'guest.verify': 'Verify files of guest',
  'mark.start': 'Start guests of a mark',
  'mark.stop': 'Stop guests of a mark',
  'template.build': 'Build template',
  'storage.unify': 'Unify guests of host',
  'storage.predict': 'Predict gain of unifying guests',
  'storage.sweep': 'Sweep content pool',
  'storage.verify': 'Verify files of host',
  'template.delete': 'Delete template',
} as const satisfies Record<OperationKind, string>

export const OPERATION_LOOK = {
  running: { label: 'Running', tone: 'accent' },
  succeeded: { label: 'Done', tone: 'good' },
  failed: { label: 'Failed', tone: 'bad' },
  cancelled: { label: 'Cancelled', tone: 'neutral' },
} as const satisfies Record<OperationState, { label: string; tone: Tone }>
