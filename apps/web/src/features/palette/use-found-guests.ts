import { useQuery } from '@tanstack/react-query'
import { usePathname } from 'next/navigation'
import { useEffect, useState } from 'react'
import type { GuestView } from '@/server/services/guest/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { guestIdOf } from './guest-id-of.ts'
import { namedVerbs } from './palette-items.ts'
import { rank } from './rank.ts'
import { splitVerb } from './split-verb.ts'

const PAUSE_MS = 200
const LETTERS_MIN = 2
const ROWS = 8
const NOBODY: GuestView[] = []

/** The guests that the server finds by what is typed, without the verb in it. */
export function useFoundGuests(query: string): { found: readonly GuestView[]; isSearching: boolean } {
  const trpc = useTRPC()
  const { rest } = splitVerb(query, namedVerbs())
  const asked = useSettled(rest)
  const enabled = rest.length >= LETTERS_MIN && asked.length >= LETTERS_MIN
  const guests = useQuery(trpc.guest.list.queryOptions({ query: asked, rows: ROWS }, { enabled }))
  const found = (enabled && guests.data?.rows) || NOBODY
  const isSearching = rest.length >= LETTERS_MIN && (asked !== rest || guests.isFetching)
  // Until the server has answered what is typed now, those of before that still fit.
  return { found: asked === rest ? found : rank(rest, found.map(named)), isSearching }
}

/** The guest that the page is about, if it is about one. */
export function useCurrentGuest(): GuestView | null {
  const trpc = useTRPC()
  const guestId = guestIdOf(usePathname())
  const guest = useQuery(
    trpc.guest.get.queryOptions({ guestId: guestId ?? '' }, { enabled: guestId !== null }),
  )
  return guest.data ?? null
}

function named(guest: GuestView): GuestView & { label: string; also: string } {
  const { name, hostname, customer, addresses } = guest
  return { ...guest, label: name, also: [hostname, customer.name, ...addresses].join(' ') }
}

/** The text once nothing was typed for a moment. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [text])
  return settled
}
