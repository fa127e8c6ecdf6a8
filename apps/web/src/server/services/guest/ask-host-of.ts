import { GuestName } from '@vserver/core/guest/model'
import type { Agent } from '../../agent/agent.ts'
import type { Panel } from '../../context.ts'
import { hubOf } from '../host/hub-of.ts'
import type { ScopedGuest } from './in-scope.ts'
import { errorInPanelWords } from './panel-words.ts'

type OnHost = Pick<ScopedGuest, 'name' | 'hostName' | 'hostId'>

/** Asks the host of a guest by the guest's name there; a refusal names it as its tenants do. */
export async function askHostOf<T>(
  panel: Panel,
  guest: OnHost,
  ask: (agent: Agent, name: GuestName) => Promise<T>,
): Promise<T> {
  try {
    return await ask(hubOf(panel, guest.hostId).agent, GuestName.parse(guest.hostName))
  } catch (error) {
    throw errorInPanelWords(error, guest)
  }
}
