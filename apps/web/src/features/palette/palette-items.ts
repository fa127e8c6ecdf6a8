import { msg, t, type Words } from '@/language/t.ts'
import type { GuestView } from '@/server/services/guest/model.ts'
import type { Me } from '@/server/services/me/model.ts'
import type { IconName } from '@/ui/icons.tsx'
import { deniedOf, type GuestVerb, VERB_WORDS, verbsOf } from '../guest/guest-verbs.ts'
import { navOf } from '../shell/nav.ts'
import { rank, type Searched } from './rank.ts'
import { type NamedVerb, splitVerb } from './split-verb.ts'

export type Act =
  | { kind: 'go'; href: string }
  | { kind: 'verb'; verb: GuestVerb; guest: GuestView }
  | { kind: 'sheet' }

export type PaletteItem = Searched & {
  id: string
  icon: IconName
  detail: string | null
  /** Null: it may be chosen. */
  denied: string | null
  act: Act
}
export type PaletteGroup = { id: string; title: string; items: PaletteItem[] }

const GUESTS_MAX = 8

const VERB_ICONS = {
  ...({ console: 'console', start: 'start', resume: 'start', stop: 'stop', restart: 'restart' } as const),
  ...({ pause: 'pause', limits: 'planner', rename: 'wrench', transfer: 'customers' } as const),
  ...({ suspend: 'warning', reinstall: 'templates', kill: 'kill', bin: 'trash', delete: 'trash' } as const),
} satisfies Record<GuestVerb, IconName>

/** Verbs are called by their words in the reader's language and by the English ones. */
export function namedVerbs(): NamedVerb[] {
  return (Object.keys(VERB_WORDS) as GuestVerb[]).map((verb) => ({
    verb,
    names: [t(VERB_WORDS[verb]), VERB_WORDS[verb]],
  }))
}

type Known = {
  me: Me
  query: string
  /** The guest whose page is open. */
  current: GuestView | null
  found: readonly GuestView[]
}

/** What the query leads to; what is here already comes first, so that nothing moves when guests are found. */
export function groupsOf({ me, query, current, found }: Known): PaletteGroup[] {
  const groups: PaletteGroup[] = [
    ...(current ? [{ id: 'current', title: current.name, items: rank(query, verbItems(current)) }] : []),
    { id: 'pages', title: t('Pages'), items: rank(query, pageItems(me)) },
    { id: 'guests', title: t('Guests'), items: foundItems(query, current, found) },
  ]
  return groups.filter(({ items }) => items.length > 0)
}

function foundItems(query: string, current: GuestView | null, found: readonly GuestView[]): PaletteItem[] {
  const { verbs } = splitVerb(query, namedVerbs())
  const guests = found.slice(0, GUESTS_MAX)
  const others = guests.filter(({ id }) => id !== current?.id)
  if (verbs.length > 0)
    return [
      ...others.flatMap((guest) => verbItems(guest).filter(({ act }) => verbs.includes(act.verb))),
      ...guests.map(guestItem),
    ]
  const [only, second] = guests
  return [...guests.map(guestItem), ...(only && !second && only.id !== current?.id ? verbItems(only) : [])]
}

function guestItem(guest: GuestView): PaletteItem {
  return {
    ...{ id: `guest-${guest.id}`, label: guest.name, icon: 'guests', denied: null },
    detail: [guest.customer.name, ...guest.addresses.slice(0, 1)].join(' · '),
    act: { kind: 'go', href: `/guests/${guest.id}` },
  }
}

function verbItems(guest: GuestView) {
  return verbsOf(guest).map((verb) => ({
    id: `${verb}-${guest.id}`,
    label: t('{verb}: {guest}', { verb: t(VERB_WORDS[verb]).replace(/\s*…$/, ''), guest: guest.name }),
    also: VERB_WORDS[verb],
    icon: VERB_ICONS[verb],
    detail: null,
    denied: deniedOf(guest, verb),
    act: { kind: 'verb', verb, guest } as const,
  }))
}

function pageItems(me: Me): PaletteItem[] {
  const page = (href: string, words: Words, icon: IconName): PaletteItem => ({
    ...{ id: `page-${href}`, label: t(words), also: words, icon, detail: null, denied: null },
    act: { kind: 'go', href },
  })
  const sheet = msg('Keyboard shortcuts')
  return [
    ...navOf(me).map(({ href, label, icon }) => page(href, label, icon)),
    ...(me.rights.includes('guest.create') ? [page('/guests/new', msg('Create guest'), 'plus')] : []),
    ...(me.rights.includes('guest.bin') ? [page('/guests/bin', msg('Bin'), 'trash')] : []),
    page('/account', msg('Account'), 'sessions'),
    page('/api-docs', msg('API'), 'console'),
    page('/console-test', msg('Test the connection'), 'info'),
    {
      ...{ id: 'sheet', label: t(sheet), also: sheet, icon: 'info', detail: null, denied: null },
      act: { kind: 'sheet' },
    },
  ]
}
