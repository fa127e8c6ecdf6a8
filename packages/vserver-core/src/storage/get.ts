import type { Host } from '../host.ts'
import type { Storage } from './model.ts'

/** What the storage of the host is and can enforce. */
export function getStorage(host: Host): Promise<Storage> {
  return host.storage.probe({ selfTest: false })
}

/** The same, proved anew by writing over a limit. */
export function testStorage(host: Host): Promise<Storage> {
  return host.storage.probe({ selfTest: true })
}
