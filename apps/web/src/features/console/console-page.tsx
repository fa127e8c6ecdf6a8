'use client'

import { useQuery } from '@tanstack/react-query'
import { useSearchParams } from 'next/navigation'
import { useState } from 'react'
import { roleWords } from '@/language/role-words.ts'
import { msg, t, type Words } from '@/language/t.ts'
import type { GuestView } from '@/server/services/guest/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Badge } from '@/ui/badge.tsx'
import { Breadcrumb } from '@/ui/page-header.tsx'
import { Skeleton } from '@/ui/skeleton.tsx'
import { Tabs } from '@/ui/tabs.tsx'
import { NeedConsent } from '../consent/need-consent.tsx'
import { pollEvery } from '../feedback/poll-every.ts'
import { QueryView } from '../feedback/query-view.tsx'
import { GuestState } from '../guest/guest-state.tsx'
import { useGuestLive } from '../guest/use-guest-live.ts'
import { useMe } from '../session/me.tsx'
import { ConsolePanel } from './console-panel.tsx'
import { NoConsole } from './no-console.tsx'
import type { ConsoleKind, Watched } from './use-console.ts'

const ENTRY_EVERY_MS = 3000
const TAB_WORDS: Record<ConsoleKind, Words> = { shell: msg('Shell'), boot: msg('Boot log') }
const KINDS = ['shell', 'boot'] as const

export function ConsolePage({ guestId }: { guestId: string }) {
  const trpc = useTRPC()
  const guest = useQuery(trpc.guest.get.queryOptions({ guestId }))
  return (
    <QueryView query={guest} skeleton={<Skeleton className="h-[32rem] w-full rounded-2xl" />}>
      {(view) => <Consoles guest={view} />}
    </QueryView>
  )
}

function Consoles({ guest }: { guest: GuestView }) {
  const [kind, setKind] = useState<ConsoleKind>('shell')
  const watched = useWatched()
  useGuestLive(guest.id)
  return (
    <div className="flex h-[calc(100dvh-6.5rem)] min-h-[26rem] flex-col lg:h-[calc(100dvh-4.5rem)]">
      <header className="mb-4 flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
        <div className="min-w-0">
          <Breadcrumb
            crumbs={[
              { label: t('Guests'), href: '/guests' },
              { label: guest.name, href: `/guests/${guest.id}` },
            ]}
          />
          <h1 className="flex flex-wrap items-center gap-x-4 gap-y-1 text-2xl font-semibold tracking-tight">
            {t('Console')}
            <span className="text-[0.9375rem] font-medium tracking-normal">
              <GuestState state={guest.state} />
            </span>
          </h1>
        </div>
        <div className="flex flex-wrap items-center gap-3">
          <RoleBadge />
          {watched ? (
            <Badge tone="accent">
              {watched.mode === 'peer' ? t('You type in a shared console') : t('You only watch')}
            </Badge>
          ) : (
            <Tabs
              current={kind}
              idPrefix="console"
              label={t('Console')}
              onChange={setKind}
              tabs={KINDS.map((id) => ({ id, label: t(TAB_WORDS[id]) }))}
            />
          )}
        </div>
      </header>
      <div
        aria-labelledby={`console-${kind}`}
        className="flex min-h-0 flex-1 flex-col overflow-hidden rounded-2xl border border-line bg-surface shadow-card"
        id="console-panel"
        role="tabpanel"
      >
        <Screen guest={guest} key={`${kind} ${watched?.consoleId}`} kind={kind} watched={watched} />
      </div>
    </div>
  )
}

/** A shell that is open stays on screen when the guest stops, so that its last lines can be read. */
function Screen({ guest, kind, watched }: { guest: GuestView; kind: ConsoleKind; watched: Watched | null }) {
  const isLetIn = useIsLetIn(guest.id)
  const denied = kind === 'shell' ? guest.denied.console : guest.denied.bootLog
  const [wasOpen, setWasOpen] = useState(false)
  if (denied === null && !wasOpen) setWasOpen(true)
  if (denied !== null && !wasOpen) return <NoConsole guest={guest} kind={kind} reason={denied} />
  if (kind === 'shell' && !isLetIn.ever)
    return isLetIn.now === null ? null : <NeedConsent guestId={guest.id} />
  return <ConsolePanel guestId={guest.id} guestName={guest.name} kind={kind} watched={watched} />
}

/** Staff waits here until it is let in; what was open then says itself why it closes. */
function useIsLetIn(guestId: string): { now: boolean | null; ever: boolean } {
  const trpc = useTRPC()
  const { role } = useMe().user
  const isStaff = role === 'admin' || role === 'support'
  const [ever, setEver] = useState(!isStaff)
  const entry = useQuery(
    trpc.consent.entry.queryOptions(
      { guestId },
      { enabled: isStaff && !ever, refetchInterval: pollEvery(ENTRY_EVERY_MS) },
    ),
  )
  if (entry.data?.mayEnter && !ever) setEver(true)
  return { now: entry.data?.mayEnter ?? null, ever }
}

/** `?watch=ID&mode=observer`, as the links on the guest's page say it. */
function useWatched(): Watched | null {
  const search = useSearchParams()
  const consoleId = search.get('watch')
  if (!consoleId) return null
  return { consoleId, mode: search.get('mode') === 'peer' ? 'peer' : 'observer' }
}

function RoleBadge() {
  const { role } = useMe().user
  if (role === 'customer') return null
  const who = roleWords(role)
  return <Badge tone="warn">{t('You are {role}: this is recorded in the audit log', { role: who })}</Badge>
}
