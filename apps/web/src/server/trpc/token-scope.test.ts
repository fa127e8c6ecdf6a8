import { TRPCError } from '@trpc/server'
import { expect, test } from 'vitest'
import { readViewer } from '../auth/read-viewer.ts'
import type { ServiceContext } from '../context.ts'
import { as, createWorld } from '../testing/world.ts'
import { appRouter } from './root.ts'
import type { ProcedureMeta } from './trpc.ts'

type Internals = { _def: { type: string; meta: ProcedureMeta } }
type Caller = Record<string, Record<string, (input?: unknown) => Promise<unknown>>>

const procedures = Object.entries(appRouter._def.procedures).map(([path, procedure]) => {
  const { type, meta } = (procedure as unknown as Internals)._def
  return { path, type, meta }
})
/** Reads that need no input: they can be asked without harm. */
const OPEN_SCOPES = ['own', 'tenant', 'house']

async function codeOf(ctx: ServiceContext, path: string): Promise<string> {
  const [noun = '', verb = ''] = path.split('.')
  try {
    await (as(ctx) as unknown as Caller)[noun]?.[verb]?.()
    return 'OK'
  } catch (error) {
    return error instanceof TRPCError ? error.code : String(error)
  }
}

test('a token is refused by every procedure that asks for what it does not hold, whatever its person may', async () => {
  const world = await createWorld()
  const { reseller, customer } = await world.tenant()
  const counts = { tokens: 0, refused: 0, read: 0 }
  for (const ctx of [world.admin, world.support, reseller, customer])
    for (const permission of ctx.viewer.rights) {
      const order = { name: permission, permissions: [permission], guestId: null, prefixes: [], days: 1 }
      const { id } = await as(ctx).token.create(order)
      const viewer = await readViewer(world.db, `token:${id}`)
      if (!viewer) throw new Error(`the token for ${permission} is not there`)
      expect([...viewer.rights]).toEqual([permission])
      counts.tokens += 1
      for (const { path, meta, type } of procedures) {
        const isHeld = meta.permission === permission
        if (isHeld && (type !== 'query' || !OPEN_SCOPES.includes(meta.scope))) continue
        const code = await codeOf({ ...ctx, viewer }, path)
        if (isHeld) expect(code, `${permission} ${path}`).not.toBe('FORBIDDEN')
        else expect(code, `${permission} ${path}`).toBe('FORBIDDEN')
        counts[isHeld ? 'read' : 'refused'] += 1
      }
      await as(ctx).token.revoke({ tokenId: id })
    }
  expect(counts.refused).toBeGreaterThan(5000)
  expect(counts.read).toBeGreaterThan(20)
  process.stdout.write(`tokens: ${counts.tokens}, refusals: ${counts.refused}, reads: ${counts.read}\n`)
}, 120_000)
