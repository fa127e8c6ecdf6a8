import { usePathname, useRouter, useSearchParams } from 'next/navigation'
import { queryOf, requestOf } from './page-of.ts'

/** Search and page of a long list live in the address, so that they can be shared and survive a reload. */
export function useListPlace() {
  const router = useRouter()
  const pathname = usePathname()
  const params = useSearchParams()
  const query = queryOf(params.get('q'))
  return {
    query,
    request: requestOf(params.get('q'), params.get('page')),
    hrefOf: (to: number) =>
      `${pathname}?${new URLSearchParams({ ...(query ? { q: query } : {}), page: String(to) })}`,
    // An empty search is said too: the bare address opens the person's default view.
    search: (text: string) => router.replace(`${pathname}?q=${encodeURIComponent(text)}`, { scroll: false }),
  }
}
