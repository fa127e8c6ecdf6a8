import { PrismaPg } from '@prisma/adapter-pg'
import { PrismaClient } from './generated/client.ts'

export type { Prisma } from './generated/client.ts'
export type * from './generated/models.ts'

export type Db = PrismaClient
/** The client inside a transaction. */
export type Transaction = Parameters<Parameters<Db['$transaction']>[0]>[0]

const POOL_SIZE = 12

/** A pool of connections; nothing is opened before the first query. */
export function createDb(url: string): Db {
  return new PrismaClient({ adapter: new PrismaPg({ connectionString: url, max: POOL_SIZE }) })
}
