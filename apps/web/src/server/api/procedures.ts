import type { Permission } from '../policy.ts'
import { appRouter } from '../trpc/root.ts'
import type { ProcedureMeta } from '../trpc/trpc.ts'
import { type InputSchema, inputSchema } from './input-schema.ts'

export type ApiProcedure = {
  /** guest.start */
  name: string
  /** Queries are read with GET, mutations act with POST. */
  method: 'GET' | 'POST'
  permission: Permission
  scope: string
  /** Asks a person at the panel to prove who they are; a token does not. */
  fresh: boolean
  input: InputSchema
}

type Internals = { _def: { type: string; meta: ProcedureMeta; inputs: unknown[] } }

/** What the panel itself calls, but for subscriptions: these are streams of a page. */
export function listProcedures(): ApiProcedure[] {
  return Object.entries(appRouter._def.procedures).flatMap(([name, procedure]) => {
    const { type, meta, inputs } = (procedure as unknown as Internals)._def
    if (type === 'subscription') return []
    const method = type === 'query' ? ('GET' as const) : ('POST' as const)
    return [{ name, method, ...meta, input: inputSchema(inputs) }]
  })
}
