import { setTimeout as sleep } from 'node:timers/promises'
import { VserverError } from '@vserver/core/errors'
import type { HostEvent } from '@vserver/core/event/model'
import type { Host } from '@vserver/core/host-port'
import { getTemplate } from '@vserver/core/template'
import { partsOf, type TemplateId, type TemplateVersion } from '@vserver/core/template/model'
import type { Task } from './operations.ts'

const POLL_MS = 1000

/** Follows a build, begun by this or an earlier agent, to its end; publishes how far it is. */
export async function followBuild(
  { host, publish }: { host: Host; publish: (event: HostEvent) => void },
  id: TemplateId,
  task: Task,
): Promise<void> {
  const { name } = partsOf(id)
  let last = ''
  let isCancelled = false
  for (;;) {
    if (task.signal.aborted && !isCancelled) {
      await host.templates.cancel(id)
      isCancelled = true
    }
    const template = await getTemplate(host, name)
    const version = template.versions.find((one) => one.id === id)
    const now = JSON.stringify(template)
    if (now !== last) {
      last = now
      publish({ kind: 'template', template })
      task.progress(version?.percent ?? 0, version?.step ?? 'Waiting')
    }
    if (version?.state !== 'building') return requireReady(id, version)
    await sleep(POLL_MS, undefined, isCancelled ? {} : { signal: task.signal }).catch(() => {})
  }
}

function requireReady(id: TemplateId, version: TemplateVersion | undefined): void {
  if (version?.state === 'ready') return
  if (version?.state === 'cancelled') {
    throw new VserverError('CANCELLED', `The build of ${id} was cancelled.`, { subject: id })
  }
  throw new VserverError('NATIVE_FAILED', version?.failure ?? `The build of ${id} ended early.`, {
    subject: id,
    hint: 'Its log says more; build it again when the cause is gone.',
  })
}
