import { VserverError } from '@vserver/core/errors'
import { lookAtFiles, unifyGuest } from '@vserver/core/files'
import type { GuestName } from '@vserver/core/guest/model'
import type { Host } from '@vserver/core/host-port'
import type { Operation } from '@vserver/core/operation/model'
import type { AgentContext } from '../context.ts'
import { followJob } from './follow-job.ts'
import { jobIdOf } from './job-id.ts'
import type { Task } from './operations.ts'
import { beginStorageOperation } from './storage-operation.ts'

type UnifyAll = {
  /** Guests that run are stopped for it, one at a time, and started again. */
  stopRunning: boolean
  /** No guest is begun after this time, and the one under way goes on another day. Null: no end. */
  until: string | null
  idempotencyKey: string | undefined
}

/** Unifies one guest after another; one that fails holds up no other. */
export function beginUnifyAll(ctx: AgentContext, input: UnifyAll): Promise<Operation> {
  const { stopRunning, until, idempotencyKey } = input
  const request = { kind: 'storage.unify' as const, idempotencyKey, requestId: ctx.requestId }
  return beginStorageOperation(ctx, request, async (task) => {
    const names = await guestsToDo(ctx.host, { stopRunning })
    const deadline = until === null ? null : deadlineAt(Date.parse(until))
    await onEach(task, { names, deadline, done: unified }, async (name, number, signal) => {
      const release = await ctx.locks.acquire(name, 'guest.unify')
      try {
        const follow = followJob(ctx.host, { ...quiet(task), signal })
        const unify = { id: jobIdOf(task.id, number), name, stopFirst: stopRunning }
        const { pooled, savedBytes } = await unifyGuest(ctx.host, unify, { follow })
        return `${name}: ${pooled} files are shared now, which saves ${savedBytes} bytes.`
      } finally {
        release()
      }
    })
  })
}

/** Tells for each guest that is down what unifying it would save. */
export function beginPredictAll(
  ctx: AgentContext,
  { idempotencyKey }: Pick<UnifyAll, 'idempotencyKey'>,
): Promise<Operation> {
  const request = { kind: 'storage.predict' as const, idempotencyKey, requestId: ctx.requestId }
  return beginStorageOperation(ctx, request, async (task) => {
    const names = await guestsToDo(ctx.host, { stopRunning: false })
    await onEach(task, { names, deadline: null, done: lookedAt }, async (name, number, signal) => {
      const follow = followJob(ctx.host, { ...quiet(task), signal })
      const look = { id: jobIdOf(task.id, number), kind: 'predict' as const, name }
      const { savedBytes } = await lookAtFiles(ctx.host, look, follow)
      return `${name}: unifying it would save ${savedBytes} bytes.`
    })
  })
}

/** The longest a timer of Node.js can wait. */
const TIMER_MS_MAX = 2 ** 31 - 1

function deadlineAt(ms: number): AbortSignal {
  const leftMs = ms - Date.now()
  return leftMs <= 0 ? AbortSignal.abort() : AbortSignal.timeout(Math.min(leftMs, TIMER_MS_MAX))
}

/** Of those that have their files, those that are down, and with `stopRunning` those that run and are not paused, too. */
async function guestsToDo(host: Host, { stopRunning }: { stopRunning: boolean }): Promise<GuestName[]> {
  const running = new Set(await host.runtime.running())
  const records = await host.guests.list()
  return records
    .filter(({ intent, renewal, archivedAt }) => intent === null && renewal === null && archivedAt === null)
    .filter(({ name, pausedAt }) => !running.has(name) || (stopRunning && pausedAt === null))
    .map(({ name }) => name)
    .sort()
}

const unified = (number: number, all: number): string => `Unified ${number} of ${all}`
const lookedAt = (number: number, all: number): string => `Looked at ${number} of ${all}`

type Many = { names: readonly GuestName[]; deadline: AbortSignal | null; done: typeof unified }
type Act = (name: GuestName, number: number, signal: AbortSignal) => Promise<string>

async function onEach(task: Task, { names, deadline, done }: Many, act: Act): Promise<void> {
  const signal = deadline === null ? task.signal : AbortSignal.any([task.signal, deadline])
  const failures: VserverError[] = []
  for (const [number, name] of names.entries()) {
    if (signal.aborted) break
    task.progress((100 * number) / names.length, done(number - failures.length, names.length))
    const line = await act(name, number, signal).catch((error: unknown) => {
      if (!signal.aborted) failures.push(knownError(error))
      return `${name}: ${knownError(error).message}`
    })
    await task.log(line)
  }
  if (task.signal.aborted) throw new VserverError('CANCELLED', 'It was cancelled.')
  if (deadline?.aborted) await task.log('The time was over; what is left waits for another time.')
  const [first] = failures
  if (first === undefined) return
  throw new VserverError(first.code, `${failures.length} of ${names.length} guests failed.`, {
    subject: 'storage',
    hint: 'The log of this operation says why.',
    cause: first,
  })
}

/** Each guest's own progress would jump back and forth. */
function quiet({ log }: Task): Pick<Task, 'progress' | 'log'> {
  return { log, progress: () => {} }
}

function knownError(error: unknown): VserverError {
  return error instanceof VserverError ? error : new VserverError('INTERNAL', 'An internal fault.')
}
