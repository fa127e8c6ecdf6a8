import { GuestName } from '@vserver/core/guest/model'
import { SECOND_MS } from '@vserver/core/units'
import type { Panel } from '../../context.ts'
import type { ScopedGuest } from '../guest/in-scope.ts'
import { hubOf } from '../host/hub-of.ts'

/** A host samples a guest often for 30 seconds after somebody has asked for its samples. */
const AGAIN_MS = 15 * SECOND_MS

/** Lets the host sample the guest often until the returned function is called: somebody looks at it. */
export function keepWatched(panel: Panel, { hostId, hostName }: ScopedGuest): () => void {
  const { agent } = hubOf(panel, hostId)
  const name = GuestName.parse(hostName)
  // A host that is away tells so elsewhere; it is asked again.
  const look = () => void agent.sampleHistory(name, panel.now()).catch(() => {})
  look()
  const timer = setInterval(look, AGAIN_MS)
  return () => clearInterval(timer)
}
