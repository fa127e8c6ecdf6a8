import { setTimeout } from 'node:timers/promises'
import { TRPCError } from '@trpc/server'
import type { ServiceContext } from '../context.ts'
import { appRouter } from '../trpc/root.ts'
import type { ProcedureMeta } from '../trpc/trpc.ts'
import { as } from './world.ts'

export type Procedure = {
  path: string
  type: 'query' | 'mutation' | 'subscription'
  meta: ProcedureMeta
  /** The first finds the object; a procedure that has no other needs nothing else to act. */
  inputs: readonly unknown[]
}
type Caller = Record<string, Record<string, (input: unknown) => Promise<unknown>>>

const NO_EVENT_MS = 200

/** All that the panel has. */
export const procedures: Procedure[] = Object.entries(appRouter._def.procedures).map(([path, procedure]) => ({
  path,
  ...(procedure as unknown as { _def: Omit<Procedure, 'path'> })._def,
}))

export type Answer = { code: string; data: unknown }

export async function codeOfCall(ctx: ServiceContext, path: string, input: unknown): Promise<string> {
  return (await answerOf(ctx, path, input)).code
}

/** What is answered, OK among the codes. A subscription refuses when it is begun or instead of its first event. */
export async function answerOf(ctx: ServiceContext, path: string, input: unknown): Promise<Answer> {
  const [noun = '', verb = ''] = path.split('.')
  const stop = new AbortController()
  try {
    const value = await (as(ctx, stop.signal) as unknown as Caller)[noun]?.[verb]?.(input)
    return { code: 'OK', data: isEvents(value) ? await firstOf(value) : value }
  } catch (error) {
    return { code: error instanceof TRPCError ? error.code : String(error), data: null }
  } finally {
    stop.abort()
  }
}

function isEvents(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value
}

/** Null: nothing to tell yet. */
async function firstOf(events: AsyncIterable<unknown>): Promise<unknown> {
  const first = events[Symbol.asyncIterator]().next()
  return Promise.race([first.then(({ value }) => value), setTimeout(NO_EVENT_MS, null)])
}
