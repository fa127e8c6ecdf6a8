import { splitPrefix } from '../address/model.ts'
import { VserverError } from '../errors.ts'
import { isOpen } from '../firewall/model.ts'
import { isRunning, readGuest, requireFreeAddresses } from '../guest/index.ts'
import type { GuestName, GuestRecord } from '../guest/model.ts'
import type { Host } from '../host.ts'
import { withUndo } from '../undo.ts'
import type { Network } from './model.ts'

/**
 * Store first, kernel second, as with limits: a kernel refusal restores what was stored. A guest that does not run has
 * the network from its next start on; one that runs keeps its mode and its link.
 */
export async function setNetwork(host: Host, name: GuestName, network: Network): Promise<Network> {
  return withUndo(async (undo) => {
    const before = await readGuest(host, name)
    const running = await isRunning(host, name)
    if (running) requireSameKind(before, network)
    undo(async () => {
      await host.guests.update(name, (now) => ({ ...now, network: before.network, intent: null }))
    })
    const record = await host.guests.update(name, (now, all) => {
      requireFreeAddresses(all, name, network)
      requireForwardsLead(now, network)
      return { ...now, network, intent: running ? 'setNetwork' : null }
    })
    await followFirewall(host, record)
    undo(() => followFirewall(host, before))
    if (!running) return network
    const set = await host.network.set(name, network)
    await host.guests.update(name, (now) => ({ ...now, intent: null }))
    return set
  })
}

/** Rules are for addresses: they are set before the guest has these. */
async function followFirewall(host: Host, { name, xid, network, firewall }: GuestRecord): Promise<void> {
  if (!isOpen(firewall)) await host.network.setFirewall({ name, xid, network, firewall })
}

/** A port of the host goes on leading to an address of the guest. */
function requireForwardsLead({ name, firewall }: GuestRecord, { mode, addresses }: Network): void {
  const own = new Set<string>(addresses.map((prefix) => splitPrefix(prefix).address))
  const lost = firewall.forwards.find(({ guest }) => mode === 'shared' || !own.has(guest))
  if (lost === undefined) return
  throw new VserverError('INVALID_STATE', `Port ${lost.hostPort} of the host leads to ${lost.guest}.`, {
    subject: name,
    hint: `Take the forwarded port ${lost.hostPort} away first.`,
  })
}

function requireSameKind({ name, network: before }: GuestRecord, now: Network): void {
  if (before.mode === now.mode && before.link === now.link && before.parent === now.parent) return
  throw new VserverError('INVALID_STATE', `Guest ${name} runs: its network stays of the same kind.`, {
    subject: name,
    hint: 'Stop it, change the network and start it again.',
  })
}
