import { BootMark } from '@vserver/core/context/model'
import { GuestName } from '@vserver/core/guest/model'
import { z } from 'zod'

/** Chosen by the caller: a repeated call with the same key is the same operation. */
export const idempotencyKey = z.string().min(1).max(100).optional()

export const OneGuest = z.strictObject({ name: GuestName })

export const OneMark = z.strictObject({ mark: BootMark, idempotencyKey })

export const ActOnGuest = OneGuest.extend({ idempotencyKey })

/** Milliseconds since the epoch. */
const time = z.number().int().min(0)
export const timeRange = { fromMs: time, toMs: time }
