'use client'

import { useQuery } from '@tanstack/react-query'
import type { HelperEvent } from '@vserver/core/event/model'
import { msg, t, type Words } from '@/language/t.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Card } from '@/ui/card.tsx'
import { cx } from '@/ui/cx.ts'
import { TimeAgo } from '@/ui/time-ago.tsx'
import { pollEvery } from '../feedback/poll-every.ts'
import { QueryView } from '../feedback/query-view.tsx'

const SHOWN = 12
const EVENTS_EVERY_MS = 10_000

const WORDS = {
  netup: msg('Its network came up.'),
  startup: msg('It started.'),
  oom: msg('It ran out of memory; a process was killed.'),
  restart: msg('It restarted itself.'),
  halt: msg('It halted itself.'),
  shutdown: msg('It ended.'),
  netdown: msg('Its network went down.'),
  netlost: msg('It was frozen: somebody removed what held it to its addresses.'),
  attach: msg('An administrator of the host mounted its files.'),
  detach: msg('Its files were unmounted from the host.'),
} as const satisfies Record<HelperEvent['action'], Words>

/** What happened in the guest itself, beside what people did to it. */
export function GuestEvents({ guestId }: { guestId: string }) {
  const trpc = useTRPC()
  const events = useQuery(
    trpc.guest.events.queryOptions({ guestId }, { refetchInterval: pollEvery(EVENTS_EVERY_MS) }),
  )
  return (
    <Card description={t('What happened in the guest itself, since its host started.')} title={t('Events')}>
      <QueryView query={events}>
        {(rows) =>
          rows.length === 0 ? (
            <p className="text-sm text-faint">{t('Nothing yet.')}</p>
          ) : (
            <ul className="space-y-2 text-sm">
              {rows.slice(0, SHOWN).map((event) => (
                <li className="flex justify-between gap-4" key={event.seq}>
                  <span className={cx(event.action === 'oom' && 'font-medium text-warn')}>
                    {t(WORDS[event.action])}
                  </span>
                  <span className="text-faint">
                    <TimeAgo at={event.at} />
                  </span>
                </li>
              ))}
            </ul>
          )
        }
      </QueryView>
    </Card>
  )
}
