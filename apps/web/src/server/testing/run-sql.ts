import { createDb } from '@vserver/db'

/** For statements that Prisma's models do not have. */
export async function runSql(url: string, sql: string): Promise<void> {
  const db = createDb(url)
  try {
    await db.$executeRawUnsafe(sql)
  } finally {
    await db.$disconnect()
  }
}
