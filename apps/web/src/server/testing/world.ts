import { AsyncLocalStorage } from 'node:async_hooks'
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { Db } from '@vserver/db'
import { createPlan } from '@vserver/db/seed'
import { onTestFinished } from 'vitest'
import { HostHub } from '../agent/hub.ts'
import { Attempts } from '../auth/attempts.ts'
import { readViewer } from '../auth/read-viewer.ts'
import { OpenConsoles } from '../console/open-consoles.ts'
import type { Panel, ServiceContext } from '../context.ts'
import { createLogger } from '../logger.ts'
import type { Mail } from '../mailer.ts'
import { DEFAULT_KEEP_MS, DEFAULT_MAX_BYTES, Recordings } from '../recording/recordings.ts'
import { createSealer } from '../seal.ts'
import { ALLOWANCE_KINDS, type AllowanceKind } from '../services/allowance/model.ts'
import type { Role } from '../services/me/model.ts'
import { appRouter } from '../trpc/root.ts'
import { createCallerFactory } from '../trpc/trpc.ts'
import { freshDatabase } from './database.ts'
import { createFakeAgent, type FakeAgent } from './fake-agent.ts'

const MIB = 1024 * 1024
/** For a reseller whom nothing limits. */
export const ENDLESS_POOL = Object.fromEntries(ALLOWANCE_KINDS.map((kind) => [kind, null])) as Record<
  AllowanceKind,
  null
>
const createCaller = createCallerFactory(appRouter)

type Caller = ReturnType<typeof createCaller>
export type Tenant = {
  reseller: ServiceContext
  customer: ServiceContext
  resellerId: string
  customerId: string
}
export type World = {
  db: Db
  agent: FakeAgent
  /** The panel's: tests move it. */
  clock: { nowMs: number }
  hub: HostHub
  panel: Panel
  /** Letters that were sent. */
  mails: Mail[]
  planId: string
  admin: ServiceContext
  support: ServiceContext
  /** A reseller with a pool of ten guests and one customer. */
  tenant(): Promise<Tenant>
  /** Another user of an account; without a role of the account an owner. */
  member(
    of: ServiceContext,
    standing?: { permissions: readonly string[]; guestIds?: string[] },
  ): Promise<ServiceContext>
  /** The same sign-in with its next request. */
  again(ctx: ServiceContext): Promise<ServiceContext>
}

/** A panel with a database of its own and a host in memory; `planId` is 64 MiB and 100 millicores. */
export async function createWorld(): Promise<World> {
  const db = await freshDatabase()
  const clock = { nowMs: Date.now() }
  await db.host.create({ data: { id: 'local', name: 'host', socketPath: '/nowhere' } })
  const agent = createFakeAgent()
  const mails: Mail[] = []
  const logger = createLogger(() => {})
  const hub = new HostHub({ hostId: 'local', agent, logger })
  void hub.run()
  onTestFinished(() => hub.close())
  await hub.refresh()
  const panel: Panel = {
    db,
    now: () => clock.nowMs,
    logger,
    sealer: createSealer('a secret of a test panel'),
    ssh: null,
    reverseDns: null,
    publicOrigin: 'https://panel.example.test',
    mailer: { send: async (mail) => void mails.push(mail) },
    hosts: new Map([['local', hub]]),
    consoles: new OpenConsoles(),
    recordings: testRecordings(),
    attempts: new Attempts(db, () => clock.nowMs),
    consoleIdle: { admin: 60, reseller: 60, customer: 60, support: 15 },
    requestIds: new AsyncLocalStorage(),
    firstSignInFile: null,
  }
  const plan = { name: 'tiny', memoryBytes: 64 * MIB, cpuMillicores: 100, processes: 64 }
  const { id: planId } = await createPlan(db, plan)
  const sign = (role: Role, accountId: string | null) => signIn(panel, role, accountId)
  return {
    db,
    agent,
    clock,
    hub,
    panel,
    mails,
    planId,
    admin: await sign('admin', null),
    support: await sign('support', null),
    tenant: () => createTenant(db, sign),
    member: async ({ viewer: { role, accountId } }, standing) => {
      const ctx = await sign(role, accountId)
      if (!standing || !accountId) return ctx
      await limitMember(db, { userId: ctx.viewer.id, accountId, ...standing })
      return again(panel, ctx)
    },
    again: (ctx) => again(panel, ctx),
  }
}

export function as(ctx: ServiceContext, signal?: AbortSignal): Caller {
  return createCaller(ctx, signal ? { signal } : {})
}

export function orderOf(world: World, tenant: Tenant, name: string) {
  return {
    name: name as never,
    customerId: tenant.customerId,
    planId: world.planId,
    templateId: 'debian-12' as never,
    requestKey: crypto.randomUUID(),
  }
}

/** An active guest of the tenant. */
export async function sellGuest(world: World, tenant: Tenant, name: string): Promise<string> {
  const { guestId } = await as(tenant.reseller).guest.create(orderOf(world, tenant, name))
  await world.db.guest.update({ where: { id: guestId }, data: { life: 'active' } })
  return guestId
}

/** Consent of the guest's owner for all of the staff. */
export async function letIn({ db, clock }: World, guestId: string, minutes = 60): Promise<string> {
  const who = { createdById: 'owner', createdByName: 'Owner' }
  const expiresAt = new Date(clock.nowMs + minutes * 60_000)
  const grant = await db.consoleGrant.create({
    data: { guestId, kind: 'consent', state: 'granted', minutes, expiresAt, ...who },
  })
  return grant.id
}

async function createTenant(
  db: Db,
  sign: (role: Role, accountId: string | null) => Promise<ServiceContext>,
): Promise<Tenant> {
  const named = (noun: string) => ({ name: noun, email: `${crypto.randomUUID()}@example.test` })
  const reseller = await db.account.create({ data: { kind: 'reseller', ...named('Reseller') } })
  const parentId = reseller.id
  const customer = await db.account.create({ data: { kind: 'customer', parentId, ...named('Customer') } })
  await db.allowance.createMany({
    data: [
      { accountId: reseller.id, kind: 'guests', granted: 10n },
      { accountId: reseller.id, kind: 'runningGuests', granted: null },
      { accountId: reseller.id, kind: 'memoryBytes', granted: BigInt(1024 * MIB) },
      { accountId: reseller.id, kind: 'cpuMillicores', granted: null },
      { accountId: reseller.id, kind: 'diskBytes', granted: null },
      { accountId: reseller.id, kind: 'inodes', granted: null },
      { accountId: reseller.id, kind: 'addresses4', granted: 4n },
      { accountId: reseller.id, kind: 'addresses6', granted: 4n },
      { accountId: reseller.id, kind: 'trafficBytes', granted: null },
    ],
  })
  return {
    resellerId: reseller.id,
    customerId: customer.id,
    reseller: await sign('reseller', reseller.id),
    customer: await sign('customer', customer.id),
  }
}

function testRecordings(): Recordings {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'vserver-web-recordings-'))
  const recordings = new Recordings({ directory, keepMs: DEFAULT_KEEP_MS, maxBytes: DEFAULT_MAX_BYTES })
  onTestFinished(async () => {
    await recordings.close()
    rmSync(directory, { recursive: true, force: true })
  })
  return recordings
}

type Limited = { userId: string; accountId: string; permissions: readonly string[]; guestIds?: string[] }

async function limitMember(db: Db, { userId, accountId, permissions, guestIds }: Limited): Promise<void> {
  const role = await db.accountRole.create({
    data: { accountId, name: crypto.randomUUID(), permissions: [...permissions] },
  })
  const limitedToGuests = guestIds !== undefined
  await db.user.update({ where: { id: userId }, data: { accountRoleId: role.id, limitedToGuests } })
  await db.guestGrant.createMany({ data: (guestIds ?? []).map((guestId) => ({ userId, guestId })) })
}

async function again(panel: Panel, ctx: ServiceContext): Promise<ServiceContext> {
  const viewer = await readViewer(panel.db, ctx.viewer.sessionId)
  if (!viewer) throw new Error('the sign-in has ended')
  return { ...ctx, viewer }
}

/** A user with a session, without the cost of a password. */
async function signIn(panel: Panel, role: Role, accountId: string | null): Promise<ServiceContext> {
  const email = `${crypto.randomUUID()}@example.test`
  const user = await panel.db.user.create({ data: { name: role, email, role, accountId } })
  const session = await panel.db.session.create({
    data: {
      ...{ userId: user.id, token: crypto.randomUUID(), provedAt: new Date(panel.now()) },
      expiresAt: new Date(Date.now() + 3_600_000),
    },
  })
  const viewer = await readViewer(panel.db, session.id)
  if (!viewer) throw new Error('the session that was just made is not there')
  return { ...panel, viewer, requestId: crypto.randomUUID(), ip: '127.0.0.1' }
}
