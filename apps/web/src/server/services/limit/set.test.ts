import { VserverError } from '@vserver/core/errors'
import { expect, test } from 'vitest'
import { as, createWorld, ENDLESS_POOL, sellGuest, type Tenant } from '../../testing/world.ts'

const MIB = 1024 * 1024

async function reservedMemory(tenant: Tenant): Promise<number | undefined> {
  const pool = await as(tenant.reseller).allowance.summary()
  return pool.find(({ kind }) => kind === 'memoryBytes')?.reserved
}

async function soldGuest() {
  const world = await createWorld()
  const tenant = await world.tenant()
  return { world, tenant, guestId: await sellGuest(world, tenant, 'web') }
}

test('a limit that grows is reserved, one that shrinks is released', async () => {
  const { tenant, guestId } = await soldGuest()
  expect(await reservedMemory(tenant)).toBe(64 * MIB)
  for (const memoryBytes of [256 * MIB, 32 * MIB]) {
    await as(tenant.reseller).limit.set({ guestId, change: { memoryBytes } })
    expect(await reservedMemory(tenant)).toBe(memoryBytes)
  }
  expect((await as(tenant.reseller).guest.get({ guestId })).limit).toMatchObject({ memoryBytes: 32 * MIB })
})

test('growth beyond the pool is refused before the host is asked', async () => {
  const { world, tenant, guestId } = await soldGuest()
  for (const memoryBytes of [2048 * MIB, null]) {
    const change = { memoryBytes }
    await expect(as(tenant.reseller).limit.set({ guestId, change })).rejects.toMatchObject({
      code: 'PAYMENT_REQUIRED',
    })
  }
  expect([...world.agent.guests.values()][0]?.limit.memoryBytes).toBe(64 * MIB)
  expect(await reservedMemory(tenant)).toBe(64 * MIB)
})

test('a limit the host refuses changes neither row nor reservation', async () => {
  const { world, tenant, guestId } = await soldGuest()
  for (const memoryBytes of [128 * MIB, 32 * MIB]) {
    world.agent.refuse('setLimit', new VserverError('INVALID_STATE', 'in use', { hint: 'It uses 50 MiB.' }))
    await expect(as(tenant.reseller).limit.set({ guestId, change: { memoryBytes } })).rejects.toMatchObject({
      cause: { code: 'INVALID_STATE', hint: 'It uses 50 MiB.' },
    })
    expect(await reservedMemory(tenant)).toBe(64 * MIB)
    const row = await world.db.guest.findUniqueOrThrow({ where: { id: guestId } })
    expect(row).toMatchObject({ memoryBytes: BigInt(64 * MIB), limitIntentAt: null })
  }
})

test('an allowance cannot be cut below what is reserved, and not when a guest holds infinity of it', async () => {
  const { world, tenant, guestId } = await soldGuest()
  const accountId = tenant.resellerId
  const set = (memoryBytes: number | null, cpuMillicores: number | null = null) =>
    as(world.admin).account.setAllowances({
      accountId,
      allowances: { ...ENDLESS_POOL, guests: 10, memoryBytes, cpuMillicores },
    })
  await expect(set(63 * MIB)).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' })
  await set(64 * MIB)
  await as(tenant.reseller).limit.set({ guestId, change: { cpuMillicores: null } })
  await expect(set(64 * MIB, 1_000_000)).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' })
})
