import { VserverError } from '@vserver/core/errors'
import { type BootStep, planBoot, planShutdown, startGuest, stopGuest } from '@vserver/core/guest'
import type { GuestRecord } from '@vserver/core/guest/model'
import type { Host } from '@vserver/core/host-port'
import type { Operation } from '@vserver/core/operation/model'
import type { AgentContext } from '../context.ts'
import { runInOrder } from './in-order.ts'
import type { Task } from './operations.ts'

type MarkOperation = {
  kind: 'mark.start' | 'mark.stop'
  mark: string
  idempotencyKey: string | undefined
}

const DOING = {
  'mark.start': {
    act: startGuest,
    plan: planBoot,
    lock: 'guest.start',
    done: (number: number, all: number) => `Started ${number} of ${all}`,
    failed: (number: number, all: number) => `${number} of ${all} guests did not start.`,
  },
  'mark.stop': {
    act: stopGuest,
    plan: planShutdown,
    lock: 'guest.stop',
    done: (number: number, all: number) => `Stopped ${number} of ${all}`,
    failed: (number: number, all: number) => `${number} of ${all} guests did not stop.`,
  },
} as const

/** Starts or stops all guests of a mark, in the order of their dependencies; one that fails holds up no other. */
export async function beginMarkOperation(
  ctx: AgentContext,
  { kind, mark, idempotencyKey }: MarkOperation,
): Promise<Operation> {
  // The colon keeps it apart from every guest of that name.
  const request = { kind, subject: `mark:${mark}`, idempotencyKey, requestId: ctx.requestId }
  const repeated = ctx.operations.findByKey(request) ?? ctx.operations.findRunning(request)
  if (repeated !== null) return repeated
  if ((await guestsOf(ctx.host, mark)).length === 0) {
    throw new VserverError('NOT_FOUND', `No guest has the mark ${mark}.`, { subject: mark })
  }
  return ctx.operations.start(request, (task) => actOnMark(ctx, { kind, mark }, task))
}

async function actOnMark(
  ctx: AgentContext,
  { kind, mark }: Pick<MarkOperation, 'kind' | 'mark'>,
  task: Task,
): Promise<void> {
  const { plan, ...tell } = DOING[kind]
  const steps = plan(await guestsOf(ctx.host, mark))
  const failures: VserverError[] = []
  let done = 0
  await runInOrder(steps, {
    act: async (step) => {
      await actOnGuest(ctx, kind, step, task).catch(async (error: unknown) => {
        failures.push(await told(error, step, task))
      })
      done += 1
      task.progress((100 * done) / steps.length, tell.done(done - failures.length, steps.length))
    },
  })
  const [first] = failures
  if (first === undefined) return
  throw new VserverError(first.code, tell.failed(failures.length, steps.length), {
    subject: mark,
    hint: 'The log of this operation says why.',
    cause: first,
  })
}

async function actOnGuest(
  { host, locks }: AgentContext,
  kind: MarkOperation['kind'],
  { name, after }: BootStep,
  task: Task,
): Promise<void> {
  const { act, lock } = DOING[kind]
  const release = await locks.acquire(name, lock)
  try {
    await act(host, name)
  } finally {
    release()
  }
  if (kind !== 'mark.start') return
  for (const dependency of after) {
    const { state } = await host.runtime.inspect(dependency)
    if (state !== 'running')
      await task.log(`${name} runs although ${dependency}, on which it depends, does not.`)
  }
}

async function guestsOf(host: Host, mark: string): Promise<GuestRecord[]> {
  return (await host.guests.list()).filter(({ options }) => options.boot.mark === mark)
}

/** The error as callers may see it; what nobody expected is in the agent's log only. */
async function told(error: unknown, { name }: BootStep, task: Task): Promise<VserverError> {
  const known = error instanceof VserverError ? error : new VserverError('INTERNAL', 'An internal fault.')
  await task.log(`${name}: ${known.message}`)
  return known
}
