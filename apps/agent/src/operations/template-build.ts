import { setTimeout as sleep } from 'node:timers/promises'
import { VserverError } from '@vserver/core/errors'
import type { HostEvent } from '@vserver/core/event/model'
import type { Host } from '@vserver/core/host-port'
import { getTemplate } from '@vserver/core/template'
import type { Template, TemplateId } from '@vserver/core/template/model'
import type { Task } from './operations.ts'

const POLL_MS = 1000

/** Follows a build, begun by this or an earlier agent, to its end; publishes how far it is. */
export async function followBuild(
  { host, publish }: { host: Host; publish: (event: HostEvent) => void },
  id: TemplateId,
  task: Task,
): Promise<void> {
  let last = ''
  let isCancelled = false
  for (;;) {
    if (task.signal.aborted && !isCancelled) {
      await host.templates.cancel(id)
      isCancelled = true
    }
    const template = await getTemplate(host, id)
    const now = JSON.stringify(template)
    if (now !== last) {
      last = now
      publish({ kind: 'template', template })
      task.progress(template.percent, template.step ?? 'Waiting')
    }
    if (template.state !== 'building') return requireReady(template)
    await sleep(POLL_MS, undefined, isCancelled ? {} : { signal: task.signal }).catch(() => {})
  }
}

function requireReady(template: Template): void {
  if (template.state === 'ready') return
  if (template.state === 'cancelled') {
    throw new VserverError('CANCELLED', `The build of ${template.id} was cancelled.`, {
      subject: template.id,
    })
  }
  throw new VserverError('NATIVE_FAILED', template.failure ?? `The build of ${template.id} ended early.`, {
    subject: template.id,
    hint: 'Its log says more; build it again when the cause is gone.',
  })
}
