import { ConsoleId } from '@vserver/core/console/model'
import { hangUpSource } from '../console/hang-up.ts'
import type { Panel } from '../context.ts'
import { hubOf } from '../services/host/hub-of.ts'

/** Without waiting for it. A host that is away has nobody at it. */
export function hangUpConsole(
  panel: Panel,
  { consoleId, hostId }: { consoleId: string; hostId: string },
): void {
  const address = hubOf(panel, hostId).agent.consoleAddress({ consoleId: ConsoleId.parse(consoleId) })
  hangUpSource(address).then(
    () => panel.logger.info('console.hangUp', { console: consoleId }),
    (error) => panel.logger.error('console.hangUp', { console: consoleId }, error),
  )
}
