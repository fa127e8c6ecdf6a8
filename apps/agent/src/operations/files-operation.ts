import { type Follow, lookAtFiles } from '@vserver/core/files'
import type { FilesJobId } from '@vserver/core/files/model'
import { readGuest } from '@vserver/core/guest'
import type { GuestName } from '@vserver/core/guest/model'
import type { Operation } from '@vserver/core/operation/model'
import type { AgentContext } from '../context.ts'
import { followJob } from './follow-job.ts'
import { jobIdOf } from './job-id.ts'
import type { Task } from './operations.ts'
import { problemsFound } from './storage-operation.ts'

type Request = {
  kind: 'guest.predict' | 'guest.verify'
  name: GuestName
  idempotencyKey?: string | undefined
}

/** Looks at the files of a guest, which may start, run and stop meanwhile. */
export async function beginLook(
  ctx: AgentContext,
  { kind, name, idempotencyKey }: Request,
): Promise<Operation> {
  const request = { kind, subject: name, cancellable: true, idempotencyKey, requestId: ctx.requestId }
  const repeated = ctx.operations.findByKey(request) ?? ctx.operations.findRunning(request)
  if (repeated !== null) return repeated
  await readGuest(ctx.host, name)
  return ctx.operations.start(request, async (task) => {
    const look = kind === 'guest.verify' ? ('verify' as const) : ('predict' as const)
    const run = await lookAtFiles(
      ctx.host,
      { id: jobIdOf(task.id), kind: look, name },
      followJob(ctx.host, task),
    )
    if (run.problems > 0) throw problemsFound(name, run.problems)
  })
}

/** What work on files needs of its operation. */
export function jobOf({ host }: AgentContext, task: Task): { id: FilesJobId; follow: Follow } {
  return { id: jobIdOf(task.id), follow: followJob(host, task) }
}
