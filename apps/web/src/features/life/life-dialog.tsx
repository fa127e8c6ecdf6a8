'use client'

import type { GuestView } from '@/server/services/guest/model.ts'
import { ReinstallDialog } from './reinstall-dialog.tsx'
import { RenameDialog } from './rename-dialog.tsx'
import { SuspendDialog } from './suspend-dialog.tsx'
import { TransferDialog } from './transfer-dialog.tsx'

const DIALOGS = {
  rename: RenameDialog,
  transfer: TransferDialog,
  suspend: SuspendDialog,
  reinstall: ReinstallDialog,
} as const

export type LifeAsk = keyof typeof DIALOGS
export function isLifeAsk(asking: string | null): asking is LifeAsk {
  return asking !== null && Object.hasOwn(DIALOGS, asking)
}

export type LifeDialogProps = { guest: GuestView; onClose: () => void }

export function LifeDialog({ what, ...props }: LifeDialogProps & { what: LifeAsk }) {
  const Asked = DIALOGS[what]
  return <Asked {...props} />
}
