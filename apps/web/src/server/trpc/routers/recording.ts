import { oneGuest, own } from '../../scope.ts'
import { deleteRecording } from '../../services/recording/delete.ts'
import { getRecording, listRecordings, recordingOfConsole } from '../../services/recording/list.ts'
import {
  ConsoleRef,
  DeleteRecordingRequest,
  ReadRequest,
  RecordingRef,
  SetAccountRecordingRequest,
  SetGuestRecordingRequest,
} from '../../services/recording/model.ts'
import { readRecording } from '../../services/recording/read.ts'
import {
  accountSetting,
  readSetting,
  setAccountRecording,
  setGuestRecording,
} from '../../services/recording/setting.ts'
import { procedure, router } from '../trpc.ts'

export const recordingRouter = router({
  list: procedure('recording.read', oneGuest).query(({ ctx }) => listRecordings(ctx, ctx.guest)),
  get: procedure('recording.read', oneGuest)
    .input(RecordingRef)
    .query(({ ctx, input }) => getRecording(ctx, ctx.guest, input.recordingId)),
  /** A mutation: looking at a recording is an act, and is audited. */
  read: procedure('recording.read', oneGuest)
    .input(ReadRequest)
    .mutation(({ ctx, input }) => readRecording(ctx, ctx.guest, input)),
  ofConsole: procedure('guest.console', oneGuest)
    .input(ConsoleRef)
    .query(({ ctx, input }) => recordingOfConsole(ctx, ctx.guest, input.consoleId)),
  delete: procedure('recording.delete', oneGuest)
    .input(DeleteRecordingRequest)
    .mutation(({ ctx, input }) => deleteRecording(ctx, ctx.guest, input)),
  setting: procedure('guest.console', oneGuest).query(({ ctx }) => readSetting(ctx, ctx.guest)),
  setGuest: procedure('recording.set', oneGuest)
    .input(SetGuestRecordingRequest)
    .mutation(({ ctx, input }) => setGuestRecording(ctx, ctx.guest, input.record)),
  accountSetting: procedure('recording.set', own).query(({ ctx }) => accountSetting(ctx)),
  setAccount: procedure('recording.set', own)
    .input(SetAccountRecordingRequest)
    .mutation(({ ctx, input }) => setAccountRecording(ctx, input.record)),
})
