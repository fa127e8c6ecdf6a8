import { z } from 'zod'

const ROWS = 50
const ROWS_MAX = 200
const QUERY_MAX = 200
const PAGE_MAX = 100_000

/** What is looked for in a long list, and which page of it is wanted. */
export const PageRequest = z.object({
  query: z.string().trim().max(QUERY_MAX).optional(),
  /** From 1. */
  page: z.number().int().min(1).max(PAGE_MAX).optional(),
  rows: z.number().int().min(1).max(ROWS_MAX).optional(),
})
export type PageRequest = z.infer<typeof PageRequest>

export type Paged<Row> = { rows: Row[]; total: number; page: number; pages: number }

type Part = { skip: number; take: number }
type Sources<Row> = { count: () => Promise<number>; read: (part: Part) => Promise<Row[]> }

/** One page, and how many there are; beyond the last one, as an old address may be, it is the last. */
export async function readPage<Row>(
  { page = 1, rows = ROWS }: PageRequest,
  { count, read }: Sources<Row>,
): Promise<Paged<Row>> {
  const readAt = (number: number) => read({ skip: (number - 1) * rows, take: rows })
  const [total, found] = await Promise.all([count(), readAt(page)])
  const pages = Math.ceil(total / rows)
  const isBeyond = pages > 0 && page > pages
  return { rows: isBeyond ? await readAt(pages) : found, total, page: isBeyond ? pages : page, pages }
}
