'use client'

import { useQuery } from '@tanstack/react-query'
import type { HelperEvent } from '@vserver/core/event/model'
import { useTRPC } from '@/trpc/client.tsx'
import { Card } from '@/ui/card.tsx'
import { cx } from '@/ui/cx.ts'
import { TimeAgo } from '@/ui/time-ago.tsx'
import { pollEvery } from '../feedback/poll-every.ts'
import { QueryView } from '../feedback/query-view.tsx'

const SHOWN = 12
const EVENTS_EVERY_MS = 10_000

const WORDS = {
  netup: 'Its network came up.',
  startup: 'It started.',
  oom: 'It ran out of memory; a process was killed.',
  restart: 'It restarted itself.',
  halt: 'It halted itself.',
  shutdown: 'It ended.',
  netdown: 'Its network went down.',
  netlost: 'It was frozen: somebody removed what held it to its addresses.',
  attach: 'An administrator of the host mounted its files.',
  detach: 'Its files were unmounted from the host.',
} as const satisfies Record<HelperEvent['action'], string>

/** What happened in the guest itself, beside what people did to it. */
export function GuestEvents({ guestId }: { guestId: string }) {
  const trpc = useTRPC()
  const events = useQuery(
    trpc.guest.events.queryOptions({ guestId }, { refetchInterval: pollEvery(EVENTS_EVERY_MS) }),
  )
  return (
    <Card description="What happened in the guest itself, since its host started." title="Events">
      <QueryView query={events}>
        {(rows) =>
          rows.length === 0 ? (
            <p className="text-sm text-faint">Nothing yet.</p>
          ) : (
            <ul className="space-y-2 text-sm">
              {rows.slice(0, SHOWN).map((event) => (
                <li className="flex justify-between gap-4" key={event.seq}>
                  <span className={cx(event.action === 'oom' && 'font-medium text-warn')}>
                    {WORDS[event.action]}
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
