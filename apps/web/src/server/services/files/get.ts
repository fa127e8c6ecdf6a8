import { BACKENDS, type Backend, type GuestDisk, type Storage } from '@vserver/core/storage/model'
import { t } from '@/language/t.ts'
import type { ServiceContext } from '../../context.ts'
import { askHostOf } from '../guest/ask-host-of.ts'
import type { ScopedGuest } from '../guest/in-scope.ts'
import { toGuestView } from '../guest/view.ts'
import { hubOf } from '../host/hub-of.ts'
import { deniedFiles, isUp } from './denied.ts'
import type { FilesView } from './model.ts'
import { backendOf, sharedBytesOf } from './shared.ts'

export async function getFiles(ctx: ServiceContext, guest: ScopedGuest): Promise<FilesView> {
  const hub = hubOf(ctx, guest.hostId)
  const [files, storage] = await askHostOf(ctx, guest, (agent, name) =>
    Promise.all([agent.guestFiles(name), agent.storage(), agent.diskUse({ isWatched: true })]),
  )
  const { disk, state, operation, archivedAt } = toGuestView(ctx, guest)
  const backend = backendOf(files, disk)
  return {
    backend,
    disk,
    provedAt: provedAt(storage, disk),
    sharedBytes: sharedBytesOf(files, hub.picture.templates),
    reports: files.reports,
    backends: BACKENDS.map((one) => ({ backend: one, reason: reasonAgainst(one, { backend, storage }) })),
    isRunning: isUp({ state }),
    ...deniedFiles({ viewer: ctx.viewer, state, operation, archivedAt }),
  }
}

/** The test proves the way that the storage itself enforces, no other. */
function provedAt({ selfTest, enforcement }: Storage, disk: GuestDisk | null): string | null {
  return selfTest?.passed && enforcement === disk?.enforcement ? selfTest.at : null
}

function reasonAgainst(
  wanted: Backend,
  { backend, storage }: { backend: Backend | null; storage: Storage },
): string | null {
  if (wanted === backend) return t('Its files are kept so already.')
  return storage.backends.includes(wanted) ? null : t('The storage of this host cannot keep guests so.')
}
