import { createTRPCClient, TRPCClientError, type TRPCLink } from '@trpc/client'
import { observable } from '@trpc/server/observable'
import { expect, test } from 'vitest'
import type { AppRouter } from '@/server/trpc/root.ts'
import { ProofRequests, proofLink } from './proof.ts'

const INPUT = { guestId: 'g1', confirmName: 'web' }

/** A server that refuses the first `refusals` calls with this code. */
function panel(code: string, refusals: number) {
  const proofs = new ProofRequests()
  const seen: unknown[] = []
  const server: TRPCLink<AppRouter> = () => (call) =>
    observable((observer) => {
      seen.push(call.op.input)
      if (seen.length <= refusals)
        observer.error(
          new TRPCClientError('refused', { result: { error: { data: { vserver: { code } } } as never } }),
        )
      else {
        observer.next({ result: { type: 'data', data: { operationId: 'o1' } } })
        observer.complete()
      }
    })
  const client = createTRPCClient<AppRouter>({ links: [proofLink(proofs), server] })
  return { proofs, seen, client }
}

test('a call that asks for a proof waits for it and is then repeated as it was', async () => {
  const { proofs, seen, client } = panel('REAUTH_NEEDED', 1)
  const answer = client.guest.delete.mutate(INPUT)
  await expect.poll(proofs.isAsked).toBe(true)
  proofs.settle(true)
  expect(await answer).toEqual({ operationId: 'o1' })
  expect(seen).toEqual([INPUT, INPUT])
  expect(proofs.isAsked()).toBe(false)
})

test('who would rather not prove it gets the refusal, and nothing is repeated', async () => {
  const { proofs, seen, client } = panel('REAUTH_NEEDED', 1)
  const answer = client.guest.delete.mutate(INPUT)
  answer.catch(() => {})
  await expect.poll(proofs.isAsked).toBe(true)
  proofs.settle(false)
  await expect(answer).rejects.toThrow('refused')
  expect(seen).toHaveLength(1)
})

test('a call is repeated once, and no other refusal asks for a proof', async () => {
  const again = panel('REAUTH_NEEDED', 2)
  const answer = again.client.guest.delete.mutate(INPUT)
  answer.catch(() => {})
  await expect.poll(again.proofs.isAsked).toBe(true)
  again.proofs.settle(true)
  await expect(answer).rejects.toThrow('refused')
  const other = panel('FORBIDDEN', 1)
  await expect(other.client.guest.delete.mutate(INPUT)).rejects.toThrow('refused')
  expect(other.proofs.isAsked()).toBe(false)
})
