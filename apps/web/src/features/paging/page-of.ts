/** As far as the server goes with a list; said again here, as its schema would bring what checks it to each page. */
const PAGE_MAX = 100_000
const QUERY_MAX = 200

type Param = string | string[] | null | undefined

/** What is no page is the first, and what is beyond all of them as far as one can ask. */
export function pageOf(param: Param): number {
  const page = Number(param)
  return Number.isInteger(page) && page >= 1 ? Math.min(page, PAGE_MAX) : 1
}

/** As a list can be searched for it; an address may say anything. */
export function queryOf(param: Param): string {
  return typeof param === 'string' ? param.trim().slice(0, QUERY_MAX) : ''
}

/** What a list asks for at this address; the server that fills the page asks for exactly the same. */
export function requestOf(q: Param, page: Param): { query?: string; page?: number } {
  const [query, number] = [queryOf(q), pageOf(page)]
  return {
    ...(query !== '' ? { query } : {}),
    ...(number > 1 ? { page: number } : {}),
  }
}
