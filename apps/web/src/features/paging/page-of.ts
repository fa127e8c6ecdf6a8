type Param = string | string[] | null | undefined

/** What is no page is the first. */
export function pageOf(param: Param): number {
  const page = Number(param)
  return Number.isSafeInteger(page) && page >= 1 ? page : 1
}

/** What a list asks for at this address; the server that fills the page asks for exactly the same. */
export function requestOf(q: Param, page: Param): { query?: string; page?: number } {
  const number = pageOf(page)
  return {
    ...(typeof q === 'string' && q !== '' ? { query: q } : {}),
    ...(number > 1 ? { page: number } : {}),
  }
}
