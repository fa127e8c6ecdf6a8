'use client'

import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react'
import { cx } from './cx.ts'
import { Icon, type IconName } from './icons.tsx'

export type MenuItem = {
  /** Where several may have the same label. */
  id?: string
  label: string
  icon?: IconName
  tone?: 'normal' | 'bad'
  deniedReason?: string | null
  onSelect: () => void
}

/** Button with a list of actions: arrows move, Escape and a click outside close. */
export function Menu({
  label,
  trigger,
  items,
  triggerClass,
  align = 'right',
  side = 'below',
  named = false,
}: {
  label: string
  trigger: ReactNode
  items: MenuItem[]
  triggerClass: string
  align?: 'left' | 'right'
  side?: 'above' | 'below'
  /** What the trigger shows is its name; otherwise it is the label. Source: WCAG 2.2, 2.5.3. */
  named?: boolean
}) {
  const [open, setOpen] = useState(false)
  const box = useRef<HTMLDivElement>(null)
  const id = useId()
  useEffect(() => {
    if (!open) return
    box.current?.querySelector<HTMLElement>('[role=menuitem]')?.focus()
    const closeOutside = (event: PointerEvent) => {
      if (event.target instanceof Node && !box.current?.contains(event.target)) setOpen(false)
    }
    document.addEventListener('pointerdown', closeOutside)
    return () => document.removeEventListener('pointerdown', closeOutside)
  }, [open])
  const close = () => {
    setOpen(false)
    box.current?.querySelector('button')?.focus()
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys are handled for the items inside
    <div className="relative" onKeyDown={(event) => open && handleKey(event, close)} ref={box}>
      <button
        aria-controls={id}
        aria-expanded={open}
        aria-haspopup="menu"
        aria-label={named ? undefined : label}
        className={triggerClass}
        onClick={() => setOpen(!open)}
        type="button"
      >
        {trigger}
      </button>
      {open && (
        <div
          aria-label={label}
          className={cx(
            'absolute z-30 max-h-[min(24rem,60dvh)] min-w-52 overflow-y-auto rounded-xl border border-line bg-surface p-1.5 shadow-float',
            side === 'below' ? 'top-full mt-1.5' : 'bottom-full mb-1.5',
            align === 'right' ? 'right-0' : 'left-0',
          )}
          id={id}
          role="menu"
        >
          {items.map((item) => (
            <MenuRow close={close} item={item} key={item.id ?? item.label} />
          ))}
        </div>
      )}
    </div>
  )
}

function MenuRow({ item, close }: { item: MenuItem; close: () => void }) {
  const denied = item.deniedReason ?? null
  return (
    <button
      aria-description={denied ?? undefined}
      aria-disabled={denied !== null || undefined}
      className={cx(
        'flex w-full items-center gap-2.5 rounded-lg px-2.5 py-2 text-left text-sm wrap-anywhere hover:bg-raised focus-visible:bg-raised focus-visible:outline-none aria-disabled:text-faint aria-disabled:hover:bg-transparent',
        item.tone === 'bad' && denied === null && 'text-bad',
      )}
      onClick={() => {
        if (denied !== null) return
        close()
        item.onSelect()
      }}
      role="menuitem"
      tabIndex={-1}
      title={denied ?? undefined}
      type="button"
    >
      {item.icon && <Icon name={item.icon} size={16} />}
      {item.label}
    </button>
  )
}

function handleKey(event: KeyboardEvent<HTMLDivElement>, close: () => void) {
  if (event.key === 'Escape' || event.key === 'Tab') return close()
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (!step) return
  event.preventDefault()
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>('[role=menuitem]')]
  const index = items.indexOf(document.activeElement as HTMLElement)
  items.at((index + step) % items.length)?.focus()
}
