import type { Transaction } from '@vserver/db'
import type { AddressKind } from '../plan/network.ts'

export type Taker = { guestId: string; resellerId: string; hostId: string }

/** A pool that a guest can have addresses of. */
export type TakePool = {
  id: string
  kind: AddressKind
  prefix: string
  gateway: string | null
  /** The network's own and the broadcast address, where it has them (RFC 919, RFC 3021, RFC 4291). */
  edges: string[]
}

type Asked = { family?: 4 | 6; kind?: AddressKind; address?: string }

/** Pools of the guest's host and of the link that it has already, oldest first. */
export function poolsFor(
  tx: Transaction,
  { guestId, hostId }: Taker,
  { family, kind, address }: Asked,
): Promise<TakePool[]> {
  return tx.$queryRaw<TakePool[]>`
    SELECT pool."id", pool."kind"::text, pool."prefix"::text, host(pool."gateway") AS "gateway",
      CASE WHEN masklen(pool."prefix") >= CASE pool."family" WHEN 4 THEN 31 ELSE 127 END THEN '{}'
        WHEN pool."family" = 4 THEN ARRAY[host(pool."prefix"), host(broadcast(pool."prefix"))]
        ELSE ARRAY[host(pool."prefix")] END AS "edges"
    FROM "AddressPool" pool
    WHERE (pool."hostId" IS NULL OR pool."hostId" = ${hostId})
      AND pool."family" = coalesce(${family ?? null}::int, pool."family")
      AND pool."kind"::text = coalesce(${kind ?? null}::text, pool."kind"::text)
      AND pool."prefix" >>= coalesce(${address ?? null}::inet, pool."prefix")
      AND NOT EXISTS (
        SELECT FROM "Address" own JOIN "AddressPool" other ON other."id" = own."poolId"
        WHERE own."guestId" = ${guestId} AND own."state" = 'assigned'
          AND (other."link", other."parent") IS DISTINCT FROM (pool."link", pool."parent"))
    ORDER BY pool."createdAt"`
}

/** The lowest that nobody has; `keep` are the host's own. */
export async function freeIn(
  tx: Transaction,
  pool: TakePool,
  { keep, count }: { keep: readonly string[]; count: number },
): Promise<string[]> {
  const rows = await tx.$queryRaw<{ address: string }[]>`
    SELECT host(free) AS "address"
    FROM free_addresses(${pool.prefix}::inet, ${unusable(pool, keep)}::text[]::inet[], ${count}::int) free`
  return rows.map(({ address }) => address)
}

export async function isFree(
  tx: Transaction,
  pool: TakePool,
  { address, keep }: { address: string; keep: readonly string[] },
): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ free: boolean }[]>`
    SELECT NOT (${address}::inet = ANY (${unusable(pool, keep)}::text[]::inet[])) AND NOT EXISTS (
      SELECT FROM "Address" WHERE "address" = ${address}::inet AND "state" <> 'free') AS "free"`
  return row?.free ?? false
}

/** How many of a pool the reseller's guests can get, with those that are kept for it. */
export async function countFree(
  tx: Transaction,
  pool: TakePool,
  { keep, resellerId }: { keep: readonly string[]; resellerId: string },
): Promise<number> {
  const [row] = await tx.$queryRaw<{ free: number }[]>`
    SELECT (2 ^ (CASE family(${pool.prefix}::inet) WHEN 4 THEN 32 ELSE 128 END - masklen(${pool.prefix}::inet))
      - count(*))::float8 AS "free"
    FROM (
      SELECT "address" FROM "Address"
      WHERE "address" <<= ${pool.prefix}::inet AND "state" <> 'free'
        AND ("state" <> 'quarantined' OR "freeAt" > now())
        AND ("state" <> 'reserved' OR "resellerId" IS DISTINCT FROM ${resellerId})
      UNION
      SELECT gone FROM unnest(${unusable(pool, keep)}::text[]::inet[]) gone
      WHERE gone <<= ${pool.prefix}::inet) taken`
  return Math.max(0, row?.free ?? 0)
}

function unusable({ gateway, edges }: TakePool, keep: readonly string[]): string[] {
  return [...keep, ...edges, ...(gateway === null ? [] : [gateway])]
}
