import { type Operation, OperationState } from '@vserver/core/operation/model'
import { z } from 'zod'
import { GuestId } from '../guest/model.ts'

export type OperationView = Operation & {
  guestId: string | null
  guestName: string | null
  userName: string | null
}

export const OperationListRequest = z.object({
  guestId: GuestId.optional(),
  state: OperationState.optional(),
  rows: z.number().int().min(1).max(200).optional(),
})
export type OperationListRequest = z.infer<typeof OperationListRequest>

export const OperationRef = z.string().min(1).max(64)
