'use client'

import type { ReactNode } from 'react'
import type { GuestView } from '@/server/services/guest/model.ts'
import type { LifeAsk } from './life-ask.ts'
import { ReinstallDialog } from './reinstall-dialog.tsx'
import { RenameDialog } from './rename-dialog.tsx'
import { SuspendDialog } from './suspend-dialog.tsx'
import { TransferDialog } from './transfer-dialog.tsx'

const DIALOGS = {
  rename: RenameDialog,
  transfer: TransferDialog,
  suspend: SuspendDialog,
  reinstall: ReinstallDialog,
} as const satisfies Record<LifeAsk, (props: LifeDialogProps) => ReactNode>

export type LifeDialogProps = { guest: GuestView; onClose: () => void }

export function LifeDialog({ what, ...props }: LifeDialogProps & { what: LifeAsk }) {
  const Asked = DIALOGS[what]
  return <Asked {...props} />
}
