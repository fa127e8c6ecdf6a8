import type { ServiceContext } from '../../context.ts'
import { listGuestsInScope, type ScopedGuest } from '../guest/in-scope.ts'

/** What is typed before the @, as few words as name it. */
export type NamedGuests =
  | { found: ScopedGuest }
  /** The name is that of several: what to type instead. */
  | { choices: string[] }
  | null

/**
 * Of the guests that a viewer may see, the one of a name: NAME, NAME.CUSTOMER or its id. Somebody else's is not
 * found, just like one that does not exist.
 */
export async function findGuestByLogin(ctx: ServiceContext, login: string): Promise<NamedGuests> {
  const dot = login.indexOf('.')
  const name = dot < 0 ? login : login.slice(0, dot)
  const customer = dot < 0 ? null : login.slice(dot + 1)
  const rows = await listGuestsInScope(ctx, { OR: [{ id: login }, { name }] })
  const fitting = rows.filter(
    (guest) =>
      guest.id === login || (guest.name === name && (customer === null || slugOf(guest) === customer)),
  )
  const [first, second] = fitting
  if (!first) return null
  if (!second) return { found: first }
  return { choices: fitting.map((guest) => loginOf(guest, fitting)) }
}

export async function readLogin(ctx: ServiceContext, guest: ScopedGuest): Promise<{ login: string }> {
  return { login: loginOf(guest, await listGuestsInScope(ctx, { name: guest.name })) }
}

/** The shortest login that names a guest among others of the same name. */
function loginOf(guest: ScopedGuest, others: readonly ScopedGuest[]): string {
  const same = others.filter((other) => other.name === guest.name)
  if (same.length <= 1) return guest.name
  const slug = slugOf(guest)
  return slug && same.filter((other) => slugOf(other) === slug).length === 1
    ? `${guest.name}.${slug}`
    : guest.id
}

/** Of the customer: its name in lower case, with a hyphen for all that is no letter or digit. */
function slugOf({ customer }: ScopedGuest): string {
  return customer.name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
}
