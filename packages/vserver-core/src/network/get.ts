import { isRunning, readGuest } from '../guest/index.ts'
import type { GuestName } from '../guest/model.ts'
import type { Host } from '../host.ts'
import type { Network, NetworkState } from './model.ts'

/** What the record says, and what the kernel says while the guest runs. */
export async function getNetwork(
  host: Host,
  name: GuestName,
): Promise<{ network: Network; state: NetworkState | null }> {
  const { network } = await readGuest(host, name)
  return { network, state: (await isRunning(host, name)) ? await host.network.get(name) : null }
}
