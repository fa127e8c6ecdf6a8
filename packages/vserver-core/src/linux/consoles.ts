import { CONSOLE_MODE } from '@vserver/native'
import { ConsoleProgram } from '../console/model.ts'
import type { Host } from '../host.ts'
import type { Broker } from './broker.ts'
import type { Paths } from './paths.ts'

export function linuxConsoles(broker: Broker, paths: Paths): Host['consoles'] {
  return {
    open: async ({ id, guest, size, argv = [], program = {} }) => {
      const { mode, command = '', environment } = ConsoleProgram.parse(program)
      const asked = { ...size, idleSeconds: 0, argv, mode: CONSOLE_MODE[mode], environment, command }
      const request = { name: guest, console: id, ...asked }
      const { socket } = await broker.ask('consoleOpen', request, guest)
      return { socket }
    },
    hand: async (target, connection, greeting) => {
      const path = 'bootOf' in target ? paths.bootConsole(target.bootOf) : paths.console(target.consoleId)
      return broker.handConnection({ path, connection, greeting })
    },
  }
}
