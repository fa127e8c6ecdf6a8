'use client'

import { useQuery } from '@tanstack/react-query'
import { usePathname, useRouter, useSearchParams } from 'next/navigation'
import { type ReactNode, useState } from 'react'
import { t } from '@/language/t.ts'
import type { SavedView, ViewFilters, ViewPage } from '@/server/services/view/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Menu, type MenuItem } from '@/ui/menu.tsx'
import { openedLater } from '@/ui/opened-later.tsx'
import { useMe } from '../session/me.tsx'
import { filtersOf, hrefOfAll, hrefOfView, isShown } from './view-place.ts'

const SaveViewDialog = openedLater(() =>
  import('./save-view-dialog.tsx').then((module) => module.SaveViewDialog),
)
const ViewsDialog = openedLater(() => import('./views-dialog.tsx').then((module) => module.ViewsDialog))

/** What narrows a list, beside the views of it that the person saved. */
export function ViewBar({ page, children }: { page: ViewPage; children: ReactNode }) {
  // Support has the list of guests on its overview too, whose address is another.
  const isHome = usePathname() === `/${page}`
  return (
    <div className="flex flex-wrap items-center gap-3">
      <div className="min-w-0 max-w-xl flex-1 basis-64">{children}</div>
      {isHome && <SavedViews page={page} />}
    </div>
  )
}

function SavedViews({ page }: { page: ViewPage }) {
  const trpc = useTRPC()
  const router = useRouter()
  const isOwn = useMe().rights.includes('self')
  const filters = filtersOf(useSearchParams())
  const views = useQuery(trpc.view.list.queryOptions({ page })).data ?? []
  const [asking, setAsking] = useState<'save' | 'change' | null>(null)
  const shown = views.find((view) => isShown(view, filters))
  const items = [
    ...openItems({ page, views, filters }, (href) => router.push(href, { scroll: false })),
    ...changeItems({ isOwn, filters, count: views.length }, setAsking),
  ]
  return (
    <div className="ml-auto">
      <Menu
        items={items}
        label={t('Saved views')}
        named
        trigger={shown ? t('Saved views: {name}', { name: shown.name }) : t('Saved views')}
        triggerClass="inline-flex min-h-10 max-w-full items-center rounded-lg border border-line bg-surface px-4 py-1.5 text-left font-medium wrap-anywhere shadow-card hover:bg-raised"
      />
      {asking === 'save' && filters && (
        <SaveViewDialog filters={filters} onClose={() => setAsking(null)} page={page} />
      )}
      {asking === 'change' && <ViewsDialog onClose={() => setAsking(null)} views={views} />}
    </div>
  )
}

type Shown = { page: ViewPage; views: readonly SavedView[]; filters: ViewFilters | null }

function openItems({ page, views, filters }: Shown, go: (href: string) => void): MenuItem[] {
  const check = (isHere: boolean) => (isHere ? ({ icon: 'check' } as const) : {})
  return [
    { label: t('All'), ...check(filters === null), onSelect: () => go(hrefOfAll(page)) },
    ...views.map((view) => ({
      ...{ id: view.id, label: view.name, onSelect: () => go(hrefOfView(view)) },
      ...check(isShown(view, filters)),
    })),
  ]
}

type Standing = { isOwn: boolean; filters: ViewFilters | null; count: number }

function changeItems(
  { isOwn, filters, count }: Standing,
  ask: (what: 'save' | 'change') => void,
): MenuItem[] {
  const foreign = isOwn ? null : t('Only the person whose views these are may change them.')
  return [
    {
      ...{ id: 'save', label: t('Save this search…'), icon: 'plus', onSelect: () => ask('save') },
      deniedReason: foreign ?? (filters ? null : t('Search for something first.')),
    },
    {
      ...{ id: 'change', label: t('Change saved views…'), icon: 'wrench', onSelect: () => ask('change') },
      deniedReason: foreign ?? (count > 0 ? null : t('There is no saved view of this list yet.')),
    },
  ]
}
