import { VserverError } from '@vserver/core/errors'
import type { Guest } from '@vserver/core/guest/model'
import { HOUR_MS } from '@vserver/core/units'
import type { Panel, ServiceContext } from '../../context.ts'
import { isUp } from '../allowance/running.ts'
import { serialisable } from '../allowance/serialisable.ts'
import { ownAccount } from '../guest/in-scope.ts'
import { findDrifts, type HostSays, type OnHost } from './drift.ts'
import { Drift, type ProofView } from './model.ts'
import { readSold } from './read-sold.ts'

/** A proof older than this is made anew by the panel itself. */
const PROOF_EVERY_MS = 24 * HOUR_MS
/** Two rounds of reconcile. */
const RUN_BOOKED_MS = 60_000
const PROOFS_KEPT_MS = 30 * 24 * HOUR_MS

/** Compares the viewer's part of the ledger now: a reseller's own, all of it for an admin. */
export async function prove(ctx: ServiceContext): Promise<ProofView> {
  return ctx.viewer.role === 'reseller' ? compare(ctx, ownAccount(ctx.viewer)) : proveAll(ctx)
}

/** Compares all of it and keeps the outcome. */
export async function proveAll(panel: Panel): Promise<ProofView> {
  const proof = await compare(panel, null)
  await panel.db.ledgerProof.create({
    data: {
      startedAt: proof.at,
      finishedAt: new Date(proof.at.getTime() + proof.durationMs),
      ...{ guests: proof.guests, unheard: proof.unheard, drifts: proof.drifts },
    },
  })
  const old = new Date(panel.now() - PROOFS_KEPT_MS)
  await panel.db.ledgerProof.deleteMany({ where: { finishedAt: { lt: old } } })
  if (proof.drifts.length > 0) panel.logger.error('ledger.drift', { drifts: proof.drifts.length })
  return proof
}

/** Nothing to do when it was proved within the last day. */
export async function proveWhenDue(panel: Panel): Promise<void> {
  const last = await panel.db.ledgerProof.findFirst({ orderBy: { finishedAt: 'desc' } })
  if (last === null || panel.now() - last.startedAt.getTime() >= PROOF_EVERY_MS) await proveAll(panel)
}

/** Of the whole ledger; null when there was none yet. */
export async function lastProof({ db }: Panel): Promise<ProofView | null> {
  const row = await db.ledgerProof.findFirst({ orderBy: { finishedAt: 'desc' } })
  if (!row) return null
  const durationMs = row.finishedAt.getTime() - row.startedAt.getTime()
  const { startedAt: at, guests, unheard } = row
  return { at, durationMs, guests, unheard, drifts: Drift.array().parse(row.drifts) }
}

/**
 * What differs at two looks, one after the other: between the tables and the hosts' answers a guest may have been
 * changed, and then only the first look sees a difference.
 */
async function compare(panel: Panel, accountId: string | null): Promise<ProofView> {
  const at = new Date(panel.now())
  const begunMs = performance.now()
  const first = await look(panel, accountId)
  const second = first.drifts.length === 0 ? first : await look(panel, accountId)
  const seen = new Set(first.drifts.map((drift) => JSON.stringify(drift)))
  return {
    at,
    durationMs: Math.round(performance.now() - begunMs),
    guests: second.guests,
    unheard: second.unheard,
    drifts: second.drifts.filter((drift) => seen.has(JSON.stringify(drift))),
  }
}

async function look(panel: Panel, accountId: string | null) {
  const { says, unheard } = await askHosts(panel)
  const sold = await serialisable(panel.db, (tx) => readSold(tx, accountId, panel.now()))
  const drifts = findDrifts(sold.guests, sold.grants, says)
  return {
    guests: sold.guests.length,
    unheard,
    // Guests of other tenants are not this reseller's to know of.
    drifts: accountId === null ? drifts : drifts.filter((drift) => drift.accountId === accountId),
  }
}

async function askHosts(panel: Panel): Promise<{ says: HostSays; unheard: string[] }> {
  const says = new Map<string, Map<string, OnHost>>()
  const unheard: string[] = []
  for (const { id, name } of await panel.db.host.findMany({ select: { id: true, name: true } })) {
    const answer = await guestsOf(panel, id)
    if (answer) says.set(id, new Map(answer))
    else unheard.push(name)
  }
  return { says, unheard }
}

/** Null when it does not answer. */
async function guestsOf(panel: Panel, hostId: string): Promise<(readonly [string, OnHost])[] | null> {
  try {
    const guests = await panel.hosts.get(hostId)?.agent.listGuests()
    return guests?.map((guest) => [guest.name, toOnHost(guest, panel)] as const) ?? null
  } catch (error) {
    if (error instanceof VserverError) return null
    throw error
  }
}

/** What starts or goes down without the panel is booked a little later. */
function toOnHost(guest: Guest, { now, hosts }: Panel): OnHost {
  const { limit, startedAt, lastExit, name } = guest
  const changedMs = Math.max(...[startedAt, lastExit?.at].map((at) => (at ? Date.parse(at) : 0)))
  const isBusy = [...hosts.values()].some(({ picture }) => picture.running.has(name))
  return { limit, isUp: isBusy || now() - changedMs < RUN_BOOKED_MS ? null : isUp(guest) }
}
