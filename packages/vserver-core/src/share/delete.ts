import type { ShareName } from '../context/model.ts'
import { VserverError } from '../errors.ts'
import type { Host } from '../host.ts'
import { noSuchShare } from './internal.ts'

/** Moves the files to the host's bin and forgets the area. Refused while a guest is to see it, running or not. */
export async function deleteShare(host: Host, input: { name: ShareName; owner: string }): Promise<void> {
  const { name, owner } = input
  const share = (await host.shares.list()).find((known) => known.name === name)
  if (share?.owner !== owner) throw noSuchShare(name)
  const guests = await host.guests.list()
  const user = guests.find(({ options }) => options.mounts.some((mount) => mount.share === name))
  if (user !== undefined) {
    throw new VserverError('INVALID_STATE', `Guest ${user.name} uses the shared area ${name}.`, {
      subject: name,
      hint: `Take the area away from ${user.name} first.`,
    })
  }
  await host.shares.delete(name)
  await host.shares.forget(name)
}
