'use client'

import { useInfiniteQuery } from '@tanstack/react-query'
import { usePathname, useRouter, useSearchParams } from 'next/navigation'
import { t, translate } from '@/language/t.ts'
import { TIMELINE_KINDS } from '@/server/services/timeline/constants.ts'
import type { TimelineKind } from '@/server/services/timeline/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import { Card } from '@/ui/card.tsx'
import { Choice } from '@/ui/choice.tsx'
import { EmptyState } from '@/ui/empty-state.tsx'
import { Notice } from '@/ui/notice.tsx'
import { pollEvery } from '../feedback/poll-every.ts'
import { QueryView } from '../feedback/query-view.tsx'
import { TimelineRows } from './timeline-rows.tsx'
import { TIMELINE_LABEL } from './timeline-words.ts'

const TIMELINE_EVERY_MS = 15_000
const PAGE = 20
const ALL = 'all'
const options = () => [
  { id: ALL, label: t('All') } as const,
  ...TIMELINE_KINDS.map((id) => ({ id, label: t(TIMELINE_LABEL[id]) })),
]

/** Everything that happened to the guest, the newest first; older pages on request. */
export function TimelineCard({ guestId }: { guestId: string }) {
  const trpc = useTRPC()
  const [kind, setKind] = useKind()
  const pages = useInfiniteQuery(
    trpc.timeline.list.infiniteQueryOptions(
      { guestId, limit: PAGE, ...(kind === ALL ? {} : { kinds: [kind] }) },
      {
        initialCursor: null,
        getNextPageParam: ({ next }) => next,
        refetchInterval: pollEvery(TIMELINE_EVERY_MS),
      },
    ),
  )
  return (
    <Card
      description={t('Hits of its limits, what people changed, consoles, ups and downs.')}
      flush
      title={t('Timeline')}
    >
      <div className="px-5 pb-4">
        <Choice current={kind} label={t('What to show')} onChange={setKind} options={options()} />
      </div>
      <QueryView query={pages}>
        {(data) => {
          const entries = data.pages.flatMap((page) => page.entries)
          const missing = data.pages[0]?.hostMissing
          return (
            <div className="border-t border-line">
              {missing && (
                <div className="p-5">
                  <Notice tone="warn">{translate(missing)}</Notice>
                </div>
              )}
              {entries.length > 0 ? (
                <TimelineRows entries={entries} />
              ) : (
                <EmptyState icon="audit" title={t('Nothing of this kind happened yet')} />
              )}
              {pages.hasNextPage && (
                <div className="border-t border-line p-4 text-center">
                  <Button onClick={() => void pages.fetchNextPage()} pending={pages.isFetchingNextPage}>
                    {t('Show older')}
                  </Button>
                </div>
              )}
            </div>
          )
        }}
      </QueryView>
    </Card>
  )
}

/** What is shown lives in the address. */
function useKind(): [TimelineKind | typeof ALL, (kind: TimelineKind | typeof ALL) => void] {
  const router = useRouter()
  const pathname = usePathname()
  const search = useSearchParams()
  const set = (kind: string) => {
    const next = new URLSearchParams(search)
    if (kind === ALL) next.delete('show')
    else next.set('show', kind)
    router.replace(next.size > 0 ? `${pathname}?${next}` : pathname, { scroll: false })
  }
  return [TIMELINE_KINDS.find((kind) => kind === search.get('show')) ?? ALL, set]
}
