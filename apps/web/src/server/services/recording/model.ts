import { ConsoleId } from '@vserver/core/console/model'
import { z } from 'zod'
import type { Role } from '../me/model.ts'

export const RecordingId = z.string().min(1).max(64)
export const RecordingRef = z.object({ recordingId: RecordingId })

export const ENDINGS = ['exit', 'gone', 'tooLarge', 'storage', 'failed'] as const
export type Ending = (typeof ENDINGS)[number]

export type RecordingView = {
  id: string
  user: { id: string; name: string; role: Role }
  startedAt: string
  /** Null: the console is open. */
  endedAt: string | null
  ending: Ending | null
  exitStatus: number | null
  seconds: number
  storedBytes: number
  isRequired: boolean
}

/** A piece of the asciicast; lines are whole. */
export type RecordingPage = {
  text: string
  /** Where the next piece begins; null: this is the last one. */
  next: number | null
  /** Null until the last piece. False: what is stored is not what was recorded. */
  isIntact: boolean | null
}

export const ReadRequest = RecordingRef.extend({ from: z.number().int().min(0).default(0) })

export const DeleteRecordingRequest = RecordingRef.extend({
  reason: z.string().trim().min(3, 'Say why in a few words.').max(500),
})
export type DeleteRecordingRequest = z.infer<typeof DeleteRecordingRequest>

/** Null: as the customer has it for all guests. */
export const SetGuestRecordingRequest = z.object({ record: z.boolean().nullable() })
export const SetAccountRecordingRequest = z.object({ record: z.boolean() })

export type RecordingSetting = {
  guest: boolean | null
  customer: boolean
  keptDays: number
}

export const ConsoleRef = z.object({ consoleId: ConsoleId })

/** What a page with a console says of its recording. */
export type ConsoleRecording = { state: 'none' | 'recording' | 'stopped'; why: Ending | null }
