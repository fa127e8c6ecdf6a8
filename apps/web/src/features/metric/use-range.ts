'use client'

import { usePathname, useRouter, useSearchParams } from 'next/navigation'
import { RANGES } from '@/server/services/sample/constants.ts'
import type { Range } from '@/server/services/sample/model.ts'
import type { Figure } from './series-points.ts'

export type Look = { range: Range; figure: Figure }

const DEFAULT: Look = { range: 'hour', figure: 'average' }

/** What is looked at lives in the address, so that it can be shared and survives a reload. */
export function useLook(): [Look, (change: Partial<Look>) => void] {
  const router = useRouter()
  const pathname = usePathname()
  const search = useSearchParams()
  const look: Look = {
    range: RANGES.find((range) => range === search.get('range')) ?? DEFAULT.range,
    figure: search.get('figure') === 'maximum' ? 'maximum' : 'average',
  }
  const change = (wanted: Partial<Look>) => {
    const next = new URLSearchParams(search)
    for (const [key, value] of Object.entries({ ...look, ...wanted }))
      if (value === DEFAULT[key as keyof Look]) next.delete(key)
      else next.set(key, value)
    router.replace(next.size > 0 ? `${pathname}?${next}` : pathname, { scroll: false })
  }
  return [look, change]
}
