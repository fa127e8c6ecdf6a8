import { VserverError } from '@vserver/core/errors'
import { sweepPool, verifyFiles } from '@vserver/core/files'
import type { Operation, OperationKind } from '@vserver/core/operation/model'
import type { AgentServices } from '../context.ts'
import { followJob } from './follow-job.ts'
import { jobIdOf } from './job-id.ts'
import type { Task } from './operations.ts'

/** What work on the whole storage is about; the colon keeps it apart from every guest. */
export const WHOLE_STORAGE = 'storage:all'

export type StorageKind = Extract<OperationKind, `storage.${string}`>

type Request = { kind: StorageKind; idempotencyKey?: string | undefined; requestId?: string }

const DOING: Record<StorageKind, string> = {
  'storage.unify': 'Guests are being unified now.',
  'storage.predict': 'The gain of unifying is being predicted now.',
  'storage.sweep': 'The pool is being swept now.',
  'storage.verify': 'The files are being verified now.',
}

const STORAGE_KINDS = Object.keys(DOING) as StorageKind[]

/** One work on the whole storage at a time; the same again is the one that is under way. */
export async function beginStorageOperation(
  { operations }: Pick<AgentServices, 'operations'>,
  request: Request,
  work: (task: Task) => Promise<unknown>,
): Promise<Operation> {
  const asked = { ...request, subject: WHOLE_STORAGE, cancellable: true }
  const repeated = operations.findByKey(asked) ?? operations.findRunning(asked)
  if (repeated !== null) return repeated
  const other = findStorageOperation(operations)
  if (other !== null) throw busy(other)
  return operations.start(asked, async (task) => void (await work(task)))
}

/** The work on the whole storage that is under way. */
function findStorageOperation(operations: AgentServices['operations']): StorageKind | null {
  const kinds = operations.list().flatMap(({ kind, state }) => (state === 'running' ? [kind] : []))
  return STORAGE_KINDS.find((kind) => kinds.includes(kind)) ?? null
}

export function beginSweep(
  ctx: Pick<AgentServices, 'host' | 'operations'>,
  request: Omit<Request, 'kind'> = {},
): Promise<Operation> {
  return beginStorageOperation(ctx, { ...request, kind: 'storage.sweep' }, async (task) => {
    const run = await sweepPool(ctx.host, jobIdOf(task.id), followJob(ctx.host, task))
    await task.log(`${run.objects} objects of ${run.bytes} bytes were removed.`)
  })
}

/** Files that are not as they should be make it fail: its log names each of them. */
export function beginVerify(
  ctx: Pick<AgentServices, 'host' | 'operations'>,
  request: Omit<Request, 'kind'> = {},
): Promise<Operation> {
  return beginStorageOperation(ctx, { ...request, kind: 'storage.verify' }, async (task) => {
    const { problems } = await verifyFiles(ctx.host, jobIdOf(task.id), followJob(ctx.host, task))
    if (problems > 0) throw problemsFound('storage', problems)
  })
}

export function problemsFound(subject: string, problems: number): VserverError {
  const message = problems === 1 ? 'One problem was found.' : `${problems} problems were found.`
  return new VserverError('INVALID_STATE', message, {
    subject,
    hint: 'The log of this operation names each file and what to do.',
  })
}

function busy(kind: StorageKind): VserverError {
  return new VserverError('BUSY', DOING[kind], {
    subject: 'storage',
    hint: 'Wait until that has finished, or cancel it.',
  })
}
