import type { SavedView, ViewFilters, ViewPage } from '@/server/services/view/model.ts'

/** As the schema of a view has it, which would bring all of zod to every list. */
const QUERY_MAX = 200

/** What the address of a list narrows it to; null: it shows all. */
export function filtersOf(address: { get: (name: string) => string | null }): ViewFilters | null {
  const q = (address.get('q') ?? '').trim()
  return q.length > 0 && q.length <= QUERY_MAX ? { q } : null
}

export function hrefOfView({ page, filters }: Pick<SavedView, 'page' | 'filters'>): string {
  return `/${page}?${new URLSearchParams(filters)}`
}

/** The bare address opens the default view; this one, all. */
export function hrefOfAll(page: ViewPage): string {
  return `/${page}?q=`
}

export function isShown(view: SavedView, shown: ViewFilters | null): boolean {
  return shown !== null && view.filters.q === shown.q
}
