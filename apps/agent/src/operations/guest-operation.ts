import { readGuest } from '@vserver/core/guest'
import type { GuestName } from '@vserver/core/guest/model'
import type { Operation } from '@vserver/core/operation/model'
import type { AgentContext } from '../context.ts'
import type { Act } from './guest-locks.ts'
import type { OperationRequest, Task } from './operations.ts'

type GuestOperation = {
  kind: Extract<Act, `guest.${string}`>
  name: GuestName
  idempotencyKey: string | undefined
  cancellable?: boolean
  /** What must hold before the operation begins; its error is the caller's, not the operation's. */
  check?: () => Promise<unknown>
}

type Work = (task: Task) => Promise<unknown>

/** Begins an act on a guest that holds the guest until it ends; a repeat of its key is the same operation. */
export async function beginGuestOperation(
  ctx: AgentContext,
  { kind, name, idempotencyKey, cancellable, check = () => readGuest(ctx.host, name) }: GuestOperation,
  work: Work,
): Promise<Operation> {
  const request = {
    ...{ kind, subject: name, idempotencyKey, requestId: ctx.requestId },
    cancellable: cancellable ?? false,
  }
  const repeated = ctx.operations.findByKey(request)
  if (repeated !== null) return repeated
  try {
    await check()
    const release = await ctx.locks.acquire(name, kind)
    return await startHolding(ctx, { request, release }, work)
  } catch (error) {
    // A repeat at the same moment finds the guest held, or made, by the first call.
    const first = ctx.operations.findByKey(request)
    if (first !== null) return first
    throw error
  }
}

async function startHolding(
  ctx: AgentContext,
  { request, release }: { request: OperationRequest; release: () => void },
  work: Work,
): Promise<Operation> {
  const begun = ctx.operations.findByKey(request)
  if (begun !== null) {
    release()
    return begun
  }
  try {
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
