import type { Operation } from '@vserver/core/operation/model'
import { z } from 'zod'

export type OperationView = Operation & {
  guestId: string | null
  guestName: string | null
  userName: string | null
}

export const OperationRef = z.string().min(1).max(64)
