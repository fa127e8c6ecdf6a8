import type { GuestName } from '@vserver/core/guest/model'
import type { Host } from '@vserver/core/host-port'

/** The same host, which tells of every change to a guest's record. */
export function announcingHost(host: Host, changed: (name: GuestName) => void): Host {
  return {
    ...host,
    guests: {
      ...host.guests,
      add: async (build) => {
        const record = await host.guests.add(build)
        changed(record.name)
        return record
      },
      update: async (name, change) => {
        const record = await host.guests.update(name, change)
        changed(name)
        return record
      },
      remove: async (name) => {
        await host.guests.remove(name)
        changed(name)
      },
    },
  }
}
