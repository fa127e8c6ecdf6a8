/** What may be asked of a long list; apart, as pages need it without what checks requests. */
export const QUERY_MAX = 200
export const PAGE_MAX = 100_000
