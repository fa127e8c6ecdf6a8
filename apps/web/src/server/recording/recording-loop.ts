import { HOUR_MS } from '@vserver/core/units'
import type { Panel } from '../context.ts'
import { KEY_PURPOSE } from './recordings.ts'

/** Goes on with the recordings of before, then removes the old ones every hour, until the returned function is called. */
export function keepRecordings(panel: Panel): () => void {
  void resumeRecordings(panel).then(() => sweepRecordings(panel))
  const timer = setInterval(() => void sweepRecordings(panel), HOUR_MS)
  return () => clearInterval(timer)
}

/** A console that is gone ends its recording; a host that is away is tried until it answers. */
export async function resumeRecordings(panel: Panel): Promise<void> {
  try {
    await resealKeys(panel)
    for (const row of await panel.db.recording.findMany({ where: { endedAt: null } }))
      await panel.recordings
        .attach(panel, row)
        .catch((error) => panel.logger.error('recording.resume', { recording: row.id }, error))
  } catch (error) {
    panel.logger.error('recording.resume', {}, error)
  }
}

/** Those whose time is over, and files that no row knows. */
export async function sweepRecordings(panel: Panel): Promise<void> {
  const { db, recordings } = panel
  try {
    const endedAt = { lt: new Date(panel.now() - recordings.settings.keepMs) }
    const known = await recordings.store.list()
    await db.recording.deleteMany({ where: { endedAt } })
    const left = await db.recording.findMany({ where: { id: { in: known } }, select: { id: true } })
    const kept = new Set(left.map(({ id }) => id))
    for (const id of known) if (!kept.has(id)) await recordings.store.remove(id)
  } catch (error) {
    panel.logger.error('recording.sweep', {}, error)
  }
}

/** Under a new secret: keys that a former one sealed are sealed anew, so that the former can be forgotten. */
async function resealKeys({ db, sealer }: Panel): Promise<void> {
  const rows = await db.recording.findMany({ select: { id: true, sealedKey: true } })
  for (const { id, sealedKey } of rows)
    if (!sealer.isCurrent(sealedKey))
      await db.recording.update({
        where: { id },
        data: { sealedKey: sealer.seal(KEY_PURPOSE, sealer.open(KEY_PURPOSE, sealedKey)) },
      })
}
