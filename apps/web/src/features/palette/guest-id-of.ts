const NO_GUESTS = ['new', 'bin']

/** Of the address of a page; null: it is not about one guest. */
export function guestIdOf(pathname: string): string | null {
  const id = /^\/guests\/([^/]+)/.exec(pathname)?.[1] ?? null
  return id === null || NO_GUESTS.includes(id) ? null : id
}
