import { randomUUID } from 'node:crypto'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { createSupport } from '../seed/index.ts'
import { type Embedded, startEmbedded } from './embedded.ts'
import { createDb } from './index.ts'
import { migrate } from './migrate.ts'
import { verifyPassword } from './password.ts'
import { MIGRATIONS, scratchServer } from './testing.ts'

let server: Embedded

beforeAll(async () => {
  const { options, remove } = scratchServer()
  server = await startEmbedded({ ...options, isThrowaway: true })
  return async () => {
    await server.stop()
    remove()
  }
})

/** What a panel of before the disk limits had: a reseller with a customer, a guest and a deleted one. */
const OLD_ROWS = `DO $$ BEGIN
  INSERT INTO "Account" ("id", "kind", "name", "email", "parentId") VALUES
    ('r', 'reseller', 'R', 'r@example.test', NULL), ('c', 'customer', 'C', 'c@example.test', 'r');
  INSERT INTO "Host" ("id", "name", "socketPath") VALUES ('local', 'host', '/nowhere');
  INSERT INTO "Guest" ("id", "name", "hostName", "hostname", "life", "hostId", "resellerId", "customerId",
    "planId", "templateId", "requestKey", "deletedAt") VALUES
    ('live', 'a', 'a', 'a', 'active', 'local', 'r', 'c', 'plan-s', 'debian-12', 'k1', NULL),
    ('dead', 'b', 'b', 'b', 'deleted', 'local', 'r', 'c', 'plan-s', 'debian-12', 'k2', now());
END $$`

/** A migrated database of the test's own. */
async function migrated() {
  const { db, url } = await emptyDatabase()
  return { db, url, applied: await migrate(url, MIGRATIONS) }
}

async function emptyDatabase() {
  const name = `test_${randomUUID().replaceAll('-', '')}`
  const admin = createDb(server.url)
  await admin.$executeRawUnsafe(`CREATE DATABASE ${name}`)
  await admin.$disconnect()
  const url = server.url.replace('/postgres?', `/${name}?`)
  const db = createDb(url)
  onTestFinished(() => db.$disconnect())
  return { db, url }
}

/** A database with rows from before the migrations of that day, migrated since. */
async function fromBefore(day: string) {
  const directory = copyOfMigrations()
  const since = readdirSync(directory).filter((name) => /^\d/.test(name) && name >= day)
  for (const name of since) rmSync(path.join(directory, name), { recursive: true })
  const { db, url } = await emptyDatabase()
  await migrate(url, directory)
  await db.$executeRawUnsafe(OLD_ROWS)
  expect(await migrate(url, MIGRATIONS)).toEqual(since)
  return { db, since }
}

function copyOfMigrations(): string {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'vserver-db-test-'))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  cpSync(MIGRATIONS, directory, { recursive: true })
  return directory
}

function write(directory: string, name: string, sql: string): void {
  mkdirSync(path.join(directory, name), { recursive: true })
  writeFileSync(path.join(directory, name, 'migration.sql'), sql)
}

test('migrations are applied once, also by two processes at the same time', async () => {
  const { url, applied } = await migrated()
  expect(applied.length).toBeGreaterThan(0)
  const directory = copyOfMigrations()
  write(directory, '20990101000000_more', 'CREATE TABLE more (id int)')
  const both = await Promise.all([migrate(url, directory), migrate(url, directory)])
  expect(both.flat()).toEqual(['20990101000000_more'])
})

test('a migration that fails leaves the database as it was, and can be mended', async () => {
  const { db, url } = await migrated()
  const directory = copyOfMigrations()
  write(directory, '20990101000000_bad', 'CREATE TABLE bad (id int); SELECT nonsense;')
  await expect(migrate(url, directory)).rejects.toThrow(/20990101000000_bad failed/)
  await expect(db.$queryRawUnsafe('SELECT * FROM bad')).rejects.toThrow(/does not exist/)
  write(directory, '20990101000000_bad', 'CREATE TABLE bad (id int)')
  expect(await migrate(url, directory)).toEqual(['20990101000000_bad'])
})

test('a migration that was edited after it was applied stops the start', async () => {
  const { url } = await migrated()
  const directory = copyOfMigrations()
  write(directory, '20261122000000_init', '-- empty')
  await expect(migrate(url, directory)).rejects.toThrow(/edited/)
})

test('guests, resellers and sold plans from before disk limits keep infinity of disk', async () => {
  const { db } = await fromBefore('20261123')
  const plans = await db.plan.findMany({ orderBy: { id: 'asc' } })
  expect(plans.map(({ id, diskBytes }) => [id, diskBytes])).toEqual([
    ['plan-l', 21_474_836_480n],
    ['plan-m', 10_737_418_240n],
    ['plan-s', null],
  ])
  const disk = { kind: { in: ['diskBytes' as const, 'inodes' as const] } }
  const allowances = await db.allowance.findMany({ where: disk })
  expect(allowances.map(({ accountId, granted }) => [accountId, granted])).toEqual([
    ['r', null],
    ['r', null],
  ])
  const held = await db.reservation.findMany({ where: disk })
  expect(held.map(({ accountId, guestId, amount }) => [accountId, guestId, amount])).toEqual([
    ['r', 'live', null],
    ['r', 'live', null],
  ])
})

test('resellers from before the networks sell unmetered traffic, and addresses once they are granted', async () => {
  const { db, since } = await fromBefore('20261124')
  expect(since).toContain('20261124000100_network_ledger')
  const kind = { in: ['addresses4' as const, 'addresses6' as const, 'trafficBytes' as const] }
  const allowances = await db.allowance.findMany({ where: { kind }, orderBy: { kind: 'asc' } })
  expect(allowances.map((row) => [row.kind, row.granted])).toEqual([
    ['addresses4', 0n],
    ['addresses6', 0n],
    ['trafficBytes', null],
  ])
  const held = await db.reservation.findMany({ where: { kind } })
  expect(held.map((row) => [row.kind, row.guestId, row.amount])).toEqual([['trafficBytes', 'live', null]])
})

test('pools do not overlap, and an address has one holder', async () => {
  const { db } = await migrated()
  const pool = { kind: 'public' as const, family: 4 }
  const { id: poolId } = await db.addressPool.create({ data: { ...pool, name: 'a', prefix: '192.0.2.0/25' } })
  const refused = (prefix: string, more: object = {}) =>
    expect(db.addressPool.create({ data: { ...pool, name: prefix, prefix, ...more } })).rejects
  await refused('192.0.2.64/26').toThrow(/AddressPool_overlap/)
  await refused('192.0.0.0/16').toThrow(/AddressPool_overlap/)
  await refused('192.0.2.129/25').toThrow(/AddressPool_prefix_check/)
  await refused('2001:db8::/64').toThrow(/AddressPool_prefix_check/)
  await refused('198.51.100.0/24', { link: 'bridge' }).toThrow(/AddressPool_link_check/)
  const row = { poolId, address: '192.0.2.1' }
  await db.address.create({ data: { ...row, state: 'reserved' } })
  await expect(db.address.create({ data: { ...row, state: 'reserved' } })).rejects.toThrow(
    /Unique constraint/,
  )
  await db.address.create({ data: { ...row, state: 'free', releasedAt: new Date() } })
  await expect(
    db.address.create({ data: { poolId, address: '192.0.2.2', state: 'assigned' } }),
  ).rejects.toThrow(/Address_state_check/)
})

test.each([
  ['192.0.2.0/29', ['192.0.2.1'], 9, ['192.0.2.2', '192.0.2.4', '192.0.2.6']],
  ['192.0.2.4/31', [], 9, ['192.0.2.4']],
  ['192.0.2.4/32', [], 9, ['192.0.2.4']],
  ['2001:db8::/64', ['2001:db8::1'], 2, ['2001:db8::2', '2001:db8::3']],
  ['2001:db8::/127', [], 9, ['2001:db8::', '2001:db8::1']],
])(
  'free addresses of %s are those that nobody has and that guests may have',
  async (prefix, keep, wanted, free) => {
    const { db } = await migrated()
    const family = prefix.includes(':') ? 6 : 4
    const { id: poolId } = await db.addressPool.create({
      data: { name: 'a', kind: 'public', family, prefix },
    })
    const taken = family === 4 ? ['192.0.2.3', '192.0.2.5'] : []
    await db.address.createMany({
      data: taken.map((address) => ({ poolId, address, state: 'reserved' as const })),
    })
    const rows = await db.$queryRaw<{ address: string }[]>`
    SELECT host(free) AS address FROM free_addresses(${prefix}::inet, ${keep}::text[]::inet[], ${wanted}::int) free`
    expect(rows.map(({ address }) => address)).toEqual(free)
  },
)

test('the database refuses nonsense', async () => {
  const { db } = await migrated()
  const person = { name: 'A', email: 'a@example.test' }
  const { id: accountId } = await db.account.create({ data: { kind: 'reseller', ...person } })
  await expect(db.user.create({ data: { ...person, role: 'customer' } })).rejects.toThrow(
    /User_account_check/,
  )
  await expect(db.user.create({ data: { ...person, role: 'admin', accountId } })).rejects.toThrow(
    /User_account_check/,
  )
  await expect(db.account.create({ data: { kind: 'customer', ...person } })).rejects.toThrow(
    /Account_parent_check/,
  )
  await expect(db.allowance.create({ data: { accountId, kind: 'guests', granted: -1n } })).rejects.toThrow(
    /Allowance_granted_check/,
  )
  await expect(db.plan.create({ data: { name: 'tiny', memoryBytes: 1n } })).rejects.toThrow(
    /Plan_limit_check/,
  )
})

test('a fresh database has the house plans, and a seeded user an argon2id hash', async () => {
  const { db } = await migrated()
  expect((await db.plan.findMany({ orderBy: { name: 'asc' } })).map(({ name }) => name)).toEqual([
    'L',
    'M',
    'S',
  ])
  const { userId } = await createSupport(db, {
    name: 'S',
    email: 'S@example.test',
    password: 'secret secret',
  })
  const credential = await db.credential.findFirstOrThrow({ where: { userId } })
  expect(credential.password).toMatch(/^\$argon2id\$v=19\$m=65536,t=3,p=1\$/)
  expect(await verifyPassword(credential.password ?? '', 'secret secret')).toBe(true)
  expect(await verifyPassword(credential.password ?? '', 'secret Secret')).toBe(false)
})
