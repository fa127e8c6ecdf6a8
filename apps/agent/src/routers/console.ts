import { randomBytes } from 'node:crypto'
import { openConsole } from '@vserver/core/console'
import { ConsoleId, ConsoleProgram, ConsoleSize } from '@vserver/core/console/model'
import { GuestName } from '@vserver/core/guest/model'
import { z } from 'zod'
import { procedure, router } from '../trpc.ts'

export const consoleRouter = router({
  /** Opens a login shell, or what is asked for instead; its bytes flow over the WebSocket at /console/ID. */
  open: procedure
    .input(z.strictObject({ guest: GuestName, size: ConsoleSize, program: ConsoleProgram.optional() }))
    .mutation(({ ctx, input }): Promise<{ id: ConsoleId }> => {
      const id = ConsoleId.parse(`c-${randomBytes(12).toString('hex')}`)
      const { guest, size, program } = input
      return openConsole(ctx.host, { id, guest, size, ...(program ? { program } : {}) })
    }),
})
