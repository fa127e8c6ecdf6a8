import { BlockList } from 'node:net'
import { familyOf, splitPrefix } from '@vserver/core/address/model'
import { MINUTE_MS } from '@vserver/core/units'
import type { Panel, Viewer } from '../context.ts'
import { hashSecret, isSecret } from '../services/token/secret.ts'
import { readViewer } from './read-viewer.ts'

type Parts = Pick<Panel, 'db' | 'now' | 'logger'>

/** What follows Bearer; null when the request has no such header. Source: RFC 6750, 2.1. */
export function bearerOf(headers: { get(name: string): string | null }): string | null {
  const [scheme, secret = ''] = (headers.get('authorization') ?? '').trim().split(/\s+/)
  return scheme?.toLowerCase() === 'bearer' ? secret : null
}

/** Whom a token stands for; null when it is unknown, old, revoked, or comes from elsewhere. */
export async function readBearer(parts: Parts, secret: string, ip: string | null): Promise<Viewer | null> {
  const { db, now, logger } = parts
  if (!isSecret(secret)) return null
  const hash = hashSecret(secret)
  const at = new Date(now())
  const token = await db.apiToken.findFirst({
    where: { OR: [{ hash }, { formerHash: hash, formerUntil: { gt: at } }] },
  })
  if (!token) return null
  if (!isAllowedFrom(token.prefixes, ip)) {
    logger.info('token.foreign', { token: token.id, ip })
    return null
  }
  const viewer = await readViewer(db, `token:${token.id}`, now())
  if (viewer) await touch(parts, token.id, ip)
  return viewer
}

export function isAllowedFrom(prefixes: readonly string[], ip: string | null): boolean {
  if (prefixes.length === 0) return true
  if (ip === null) return false
  const list = new BlockList()
  for (const prefix of prefixes) {
    const { address, bits } = splitPrefix(prefix)
    list.addSubnet(address, bits, familyOf(address) === 4 ? 'ipv4' : 'ipv6')
  }
  return list.check(ip, familyOf(ip) === 4 ? 'ipv4' : 'ipv6')
}

/** Once a minute is exact enough, and no row is written for each call. */
async function touch({ db, now }: Parts, id: string, ip: string | null): Promise<void> {
  const before = new Date(now() - MINUTE_MS)
  await db.apiToken.updateMany({
    where: { id, OR: [{ lastUsedAt: null }, { lastUsedAt: { lt: before } }, { lastUsedIp: { not: ip } }] },
    data: { lastUsedAt: new Date(now()), lastUsedIp: ip },
  })
}
