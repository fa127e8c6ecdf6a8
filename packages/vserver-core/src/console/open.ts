import { VserverError } from '../errors.ts'
import { readGuest, requireNotPaused } from '../guest/index.ts'
import type { GuestName } from '../guest/model.ts'
import type { Host } from '../host.ts'
import type { ConsoleId, ConsoleProgramInput, ConsoleSize } from './model.ts'

/** Opens a login shell of root, or what is asked for instead, in a running guest; viewers attach by its id. */
export async function openConsole(
  host: Host,
  input: { id: ConsoleId; guest: GuestName; size: ConsoleSize; program?: ConsoleProgramInput },
): Promise<{ id: ConsoleId }> {
  requireNotPaused(await readGuest(host, input.guest))
  const run = await host.runtime.inspect(input.guest)
  if (run.state !== 'running') {
    throw new VserverError('INVALID_STATE', `Guest ${input.guest} is not running.`, {
      subject: input.guest,
      hint: 'Start it, then open the console.',
    })
  }
  await host.consoles.open(input)
  return { id: input.id }
}
