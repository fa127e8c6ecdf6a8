import type { Auth } from './auth/auth.ts'
import type { IsOwnOrigin } from './auth/origin.ts'
import type { Panel } from './context.ts'

export type WebPanel = Panel & { auth: Auth; isOwnOrigin: IsOwnOrigin }

/**
 * server/main.ts and Next's route handlers are two bundles in one process: modules are there twice, globalThis
 * once. main.ts makes the panel and puts it here before Next serves anything; everybody else takes it from here.
 */
const KEY = Symbol.for('vserver.panel')
const shared = globalThis as typeof globalThis & { [KEY]?: WebPanel }

export function sharePanel(panel: WebPanel): void {
  shared[KEY] = panel
}

export function getPanel(): WebPanel {
  const panel = shared[KEY]
  if (!panel) throw new Error('The panel is not started: run server/main.ts, not next itself.')
  return panel
}
