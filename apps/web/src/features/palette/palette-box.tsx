'use client'

import { type KeyboardEvent, useEffect, useId, useState } from 'react'
import { t } from '@/language/t.ts'
import { cx } from '@/ui/cx.ts'
import { Icon } from '@/ui/icons.tsx'
import type { Act, PaletteGroup, PaletteItem } from './palette-items.ts'
import { stepTo } from './step-to.ts'

type Props = {
  query: string
  onQuery: (query: string) => void
  groups: readonly PaletteGroup[]
  isSearching: boolean
  onChoose: (act: Act) => void
}

/** The focus stays in the box; the option it is at is told by its id. Source: ARIA practices, combobox. */
export function PaletteBox({ query, onQuery, groups, isSearching, onChoose }: Props) {
  const id = useId()
  const [activeId, setActiveId] = useState<string | null>(null)
  const items = groups.flatMap((group) => group.items)
  const active = items.find((item) => item.id === activeId) ?? items[0]
  const choose = (item: PaletteItem | undefined) => item?.denied === null && onChoose(item.act)
  const onKeyDown = (event: KeyboardEvent) => {
    // Enter also ends the writing of a word in Chinese or Japanese.
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Enter') choose(active)
    else {
      const to = stepTo(event.key, items.indexOf(active as PaletteItem), items.length)
      if (to === null) return
      setActiveId(items[to]?.id ?? null)
    }
    event.preventDefault()
  }
  return (
    <>
      <div className="flex items-center gap-3 border-b border-line px-4">
        <Icon className="shrink-0 text-faint" name="search" />
        <input
          aria-activedescendant={active && `${id}-${active.id}`}
          aria-autocomplete="list"
          aria-controls={`${id}-list`}
          aria-expanded={items.length > 0}
          aria-label={t('Page, guest, or verb and guest')}
          autoComplete="off"
          className="h-13 min-w-0 flex-1 bg-transparent focus-visible:outline-none max-sm:text-base"
          maxLength={200}
          onChange={(event) => {
            setActiveId(null)
            onQuery(event.target.value)
          }}
          onKeyDown={onKeyDown}
          placeholder={t('Page, guest, or verb and guest')}
          role="combobox"
          spellCheck={false}
          value={query}
        />
      </div>
      <div
        aria-label={t('Commands')}
        className="max-h-[min(26rem,60dvh)] overflow-y-auto p-2"
        id={`${id}-list`}
        role="listbox"
        tabIndex={-1}
      >
        {groups.map((group) => (
          // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be part of a listbox
          <div aria-labelledby={`${id}-${group.id}`} key={group.id} role="group">
            <p className="px-3 pt-2 pb-1 text-[0.8125rem] text-faint" id={`${id}-${group.id}`}>
              {group.title}
            </p>
            {group.items.map((item) => (
              <Option
                id={`${id}-${item.id}`}
                isActive={item === active}
                item={item}
                key={item.id}
                onChoose={() => choose(item)}
                onPoint={() => setActiveId(item.id)}
              />
            ))}
          </div>
        ))}
      </div>
      <p
        className={cx(
          'px-5 pb-4 text-sm text-soft',
          items.length > 0 && !isSearching && 'sr-only',
          items.length > 0 && isSearching && 'pt-1',
        )}
        role="status"
      >
        {statusOf(items.length, isSearching)}
      </p>
    </>
  )
}

function statusOf(count: number, isSearching: boolean): string {
  if (isSearching) return t('Searching guests…')
  return count === 0
    ? t('Nothing fits. Search by a part of a name.')
    : t('{count, plural, one {# entry} other {# entries}}', { count })
}

type OptionProps = {
  id: string
  item: PaletteItem
  isActive: boolean
  onChoose: () => void
  onPoint: () => void
}

function Option({ id, item, isActive, onChoose, onPoint }: OptionProps) {
  useEffect(() => {
    if (isActive) document.getElementById(id)?.scrollIntoView({ block: 'nearest' })
  }, [id, isActive])
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the box above has the keys
    <div
      aria-disabled={item.denied !== null || undefined}
      aria-selected={isActive}
      className={cx(
        'flex cursor-pointer items-center gap-3 rounded-lg px-3 py-2 aria-disabled:cursor-not-allowed aria-disabled:text-faint',
        isActive && 'bg-tint outline-1 -outline-offset-1 outline-accent',
      )}
      id={id}
      onClick={onChoose}
      // The box keeps the focus.
      onMouseDown={(event) => event.preventDefault()}
      onPointerMove={onPoint}
      role="option"
      tabIndex={-1}
    >
      <Icon className="shrink-0" name={item.icon} />
      <span className="min-w-0">
        <span className="block truncate">{item.label}</span>
        {(item.denied ?? item.detail) && (
          <span className="block text-[0.8125rem] text-faint">{item.denied ?? item.detail}</span>
        )}
      </span>
    </div>
  )
}
