import { splitPrefix } from '../address/model.ts'
import { VserverError } from '../errors.ts'
import { readGuest } from '../guest/index.ts'
import type { GuestName, GuestRecord } from '../guest/model.ts'
import type { Host } from '../host.ts'
import { withUndo } from '../undo.ts'
import type { Firewall, Forward } from './model.ts'

/** Store first, host second; what the host refuses is not remembered. The guest need not run. */
export async function setFirewall(host: Host, name: GuestName, firewall: Firewall): Promise<Firewall> {
  return withUndo(async (undo) => {
    const before = await readGuest(host, name)
    undo(async () => {
      await host.guests.update(name, (now) => ({ ...now, firewall: before.firewall, intent: null }))
    })
    const { xid, network } = await host.guests.update(name, (now, all) => {
      requireOwnForwards(now, firewall)
      requireFreePorts(all, name, firewall)
      return { ...now, firewall, intent: 'setFirewall' }
    })
    await host.network.setFirewall({ name, xid, network, firewall })
    await host.guests.update(name, (now) => ({ ...now, intent: null }))
    return firewall
  })
}

/** Ports lead to the guest's own addresses, which in the stack of the host are the host's as well. */
function requireOwnForwards({ name, network }: GuestRecord, { forwards }: Firewall): void {
  if (network.mode === 'shared' && forwards.length > 0) {
    throw new VserverError('INVALID_INPUT', `Guest ${name} is in the network of the host.`, {
      subject: name,
      hint: 'There a guest serves on its own addresses. Ports of the host lead to private networks.',
    })
  }
  const own = new Set(network.addresses.map((prefix) => splitPrefix(prefix).address))
  const other = forwards.find(({ guest }) => !own.has(guest))
  if (other === undefined) return
  throw new VserverError('INVALID_INPUT', `Guest ${name} does not have the address ${other.guest}.`, {
    subject: other.guest,
    hint: 'Ports of the host lead to addresses of the guest.',
  })
}

/** A port of the host leads to one guest, and once. */
function requireFreePorts(all: readonly GuestRecord[], name: GuestName, { forwards }: Firewall): void {
  const others = all.flatMap((record) => (record.name === name ? [] : record.firewall.forwards))
  for (const [index, forward] of forwards.entries()) {
    const taken = [...others, ...forwards.slice(0, index)].some((other) => isSamePort(forward, other))
    if (taken)
      throw new VserverError(
        'ALREADY_EXISTS',
        `Port ${forward.hostPort} of the host leads elsewhere already.`,
        {
          subject: `${forward.protocol} ${forward.hostPort}`,
          hint: 'Choose another port of the host.',
        },
      )
  }
}

function isSamePort(a: Forward, b: Forward): boolean {
  const isSameAddress = a.host === null || b.host === null || a.host === b.host
  return a.protocol === b.protocol && a.hostPort === b.hostPort && isSameAddress
}
