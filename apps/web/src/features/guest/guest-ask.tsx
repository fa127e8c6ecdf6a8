'use client'

import type { GuestView } from '@/server/services/guest/model.ts'
import { openedLater } from '@/ui/opened-later.tsx'
import { isLifeAsk, type LifeAsk } from '../life/life-ask.ts'

const LifeDialog = openedLater(() => import('../life/life-dialog.tsx').then((module) => module.LifeDialog))
const GuestCallsDialog = openedLater(() =>
  import('./guest-calls-dialog.tsx').then((module) => module.GuestCallsDialog),
)
const GuestDeleteDialog = openedLater(() =>
  import('./guest-delete-dialog.tsx').then((module) => module.GuestDeleteDialog),
)
const GuestKillDialog = openedLater(() =>
  import('./guest-kill-dialog.tsx').then((module) => module.GuestKillDialog),
)

export type GuestAsk = 'kill' | 'delete' | 'calls' | LifeAsk

/** The dialog that stands before an act which cannot be taken back, or that needs to know more. */
export function GuestAskDialog({
  guest,
  asking,
  onClose,
}: {
  guest: GuestView
  asking: GuestAsk
  onClose: () => void
}) {
  if (asking === 'kill') return <GuestKillDialog guest={guest} onClose={onClose} />
  if (asking === 'calls') return <GuestCallsDialog guest={guest} onClose={onClose} />
  if (isLifeAsk(asking)) return <LifeDialog guest={guest} onClose={onClose} what={asking} />
  return <GuestDeleteDialog guest={guest} onClose={onClose} />
}
