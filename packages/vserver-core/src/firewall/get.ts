import { readGuest } from '../guest/index.ts'
import type { GuestName } from '../guest/model.ts'
import type { Host } from '../host.ts'
import { type Firewall, type FirewallHits, isOpen } from './model.ts'

/** What the record says, and what its rules have met; null for a guest that has none. */
export async function getFirewall(
  host: Host,
  name: GuestName,
): Promise<{ firewall: Firewall; hits: FirewallHits | null }> {
  const { firewall } = await readGuest(host, name)
  return { firewall, hits: isOpen(firewall) ? null : await host.network.getFirewall(name) }
}
