import { readGuest } from '@vserver/core/guest'
import type { GuestName } from '@vserver/core/guest/model'
import type { Operation } from '@vserver/core/operation/model'
import type { AgentContext } from '../context.ts'
import type { Act } from './guest-locks.ts'
import type { Task } from './operations.ts'

type GuestOperation = {
  kind: Exclude<Act, 'limit.set' | 'reconcile'>
  name: GuestName
  idempotencyKey: string | undefined
  /** What must hold before the operation begins; its error is the caller's, not the operation's. */
  check?: () => Promise<unknown>
}

/** Begins an act on a guest that holds the guest until it ends; a repeat of its key is the same operation. */
export async function beginGuestOperation(
  ctx: AgentContext,
  { kind, name, idempotencyKey, check = () => readGuest(ctx.host, name) }: GuestOperation,
  work: (task: Task) => Promise<unknown>,
): Promise<Operation> {
  const request = { kind, subject: name, idempotencyKey, requestId: ctx.requestId }
  const repeated = ctx.operations.findByKey(request)
  if (repeated !== null) return repeated
  await check()
  const release = await ctx.locks.acquire(name, kind)
  try {
    // The wait for the guest may have let a repeat of this call pass.
    const begunMeanwhile = ctx.operations.findByKey(request)
    if (begunMeanwhile !== null) {
      release()
      return begunMeanwhile
    }
    return await ctx.operations.start(request, async (task) => {
      try {
        await work(task)
      } finally {
        release()
      }
    })
  } catch (error) {
    release()
    throw error
  }
}
