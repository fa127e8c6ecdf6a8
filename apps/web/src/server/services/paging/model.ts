import { z } from 'zod'

const ROWS = 50
const ROWS_MAX = 200

/** What is looked for in a long list, and which page of it is wanted. */
export const PageRequest = z.object({
  query: z.string().trim().max(200).optional(),
  /** From 1. */
  page: z.number().int().min(1).max(100_000).optional(),
  rows: z.number().int().min(1).max(ROWS_MAX).optional(),
})
export type PageRequest = z.infer<typeof PageRequest>

export type Paged<Row> = { rows: Row[]; total: number; page: number; pages: number }

type Part = { skip: number; take: number }
type Sources<Row> = { count: () => Promise<number>; read: (part: Part) => Promise<Row[]> }

/** One page, and how many there are. */
export async function readPage<Row>(
  { page = 1, rows = ROWS }: PageRequest,
  { count, read }: Sources<Row>,
): Promise<Paged<Row>> {
  const [total, found] = await Promise.all([count(), read({ skip: (page - 1) * rows, take: rows })])
  return { rows: found, total, page, pages: Math.ceil(total / rows) }
}
