import type { OperationKind, OperationState } from '@vserver/core/operation/model'
import { msg, type Words } from '@/language/t.ts'
import type { Tone } from '@/ui/badge.tsx'

export const KIND_LABEL = {
  'guest.create': msg('Create guest'),
  'guest.start': msg('Start guest'),
  'guest.stop': msg('Stop guest'),
  'guest.restart': msg('Restart guest'),
  'guest.pause': msg('Pause guest'),
  'guest.resume': msg('Resume guest'),
  'guest.kill': msg('Kill guest'),
  'guest.delete': msg('Delete guest'),
  'guest.reinstall': msg('Reinstall guest'),
  'guest.takeFormer': msg('Take former files of guest back'),
  'guest.clone': msg('Clone guest'),
  'guest.unify': msg('Unify guest'),
  'guest.fold': msg('Fold layers of guest'),
  'guest.convert': msg('Change backend of guest'),
  'guest.archive': msg('Archive files of guest'),
  'guest.unarchive': msg('Unpack files of guest'),
  'guest.predict': msg('Predict gain of unifying guest'),
  'guest.verify': msg('Verify files of guest'),
  'mark.start': msg('Start guests of a mark'),
  'mark.stop': msg('Stop guests of a mark'),
  'template.build': msg('Build template'),
  'storage.unify': msg('Unify guests of host'),
  'storage.predict': msg('Predict gain of unifying guests'),
  'storage.sweep': msg('Sweep content pool'),
  'storage.verify': msg('Verify files of host'),
  'template.delete': msg('Delete template'),
} as const satisfies Record<OperationKind, Words>

export const OPERATION_LOOK = {
  running: { label: msg('Running'), tone: 'accent' },
  succeeded: { label: msg('Done'), tone: 'good' },
  failed: { label: msg('Failed'), tone: 'bad' },
  cancelled: { label: msg('Cancelled'), tone: 'neutral' },
} as const satisfies Record<OperationState, { label: Words; tone: Tone }>

/** The same within a sentence. */
export const STATE_WITHIN = {
  running: msg('running'),
  succeeded: msg('done'),
  failed: msg('failed'),
  cancelled: msg('cancelled'),
} as const satisfies Record<OperationState, Words>
