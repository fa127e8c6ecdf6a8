import { VserverError } from '@vserver/core/errors'
import { getGuest } from '@vserver/core/guest'
import { GuestName } from '@vserver/core/guest/model'
import type { Host } from '@vserver/core/host-port'
import type { Operation } from '@vserver/core/operation/model'
import { getTemplate } from '@vserver/core/template'
import { TemplateName } from '@vserver/core/template/model'
import type { Agent } from '../services.ts'
import { adoptJob } from './adopt-job.ts'
import { followBuild } from './template-build.ts'

/**
 * Sees to the operations that an earlier agent left running: template builds and jobs on files went on without it and
 * are followed again; acts on guests were finished or undone by reconcile, and say so.
 */
export async function recoverOperations(agent: Agent, left: readonly Operation[]): Promise<void> {
  const builds = left.filter((operation) => operation.kind === 'template.build')
  for (const operation of builds) adoptBuild(agent, operation)
  const acts = left.filter((operation) => operation.kind !== 'template.build' && !adoptJob(agent, operation))
  for (const operation of acts) {
    const error = new VserverError('INTERNAL', await describeOutcome(agent.host, operation), {
      subject: operation.subject,
      hint: 'Look at it and do it again if it is not as you want it.',
    })
    await agent.operations.finishFailed(operation, error)
  }
}

function adoptBuild({ host, events, operations }: Agent, operation: Operation): void {
  const publish: typeof events.publish = (event) => events.publish(event)
  operations.adopt(operation, async (task) => {
    const { versions } = await getTemplate(host, TemplateName.parse(operation.subject))
    const newest = versions[0]
    if (newest === undefined) throw new VserverError('INTERNAL', 'The build left nothing.')
    await followBuild({ host, publish }, newest.id, task)
  })
}

async function describeOutcome(host: Host, { kind, subject }: Operation): Promise<string> {
  if (kind === 'template.delete')
    return `It was interrupted by a restart of the agent; template ${subject} may be there still.`
  const isOfMany = kind.startsWith('mark.') || kind.startsWith('storage.')
  if (isOfMany) return 'It was interrupted by a restart of the agent; some of its guests may be as they were.'
  return describeGuest(host, subject)
}

async function describeGuest(host: Host, name: string): Promise<string> {
  try {
    const { state } = await getGuest(host, GuestName.parse(name))
    return `It was interrupted by a restart of the agent; guest ${name} is ${state} now.`
  } catch (error) {
    if (!(error instanceof VserverError && error.code === 'NOT_FOUND')) throw error
    return `It was interrupted by a restart of the agent; there is no guest ${name} now.`
  }
}
