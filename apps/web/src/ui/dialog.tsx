'use client'

import { type ReactNode, useEffect, useId, useRef } from 'react'
import { t } from '@/language/t.ts'
import { cx } from './cx.ts'
import { IconButton } from './icon-button.tsx'

/** The browser's own modal dialog: focus stays inside, Escape closes, focus returns to the opener. */
export function Dialog({
  title,
  onClose,
  children,
  wide = false,
  bare = false,
}: {
  title: string
  onClose: () => void
  children: ReactNode
  wide?: boolean
  /** The title is for screen readers only, and what is inside reaches to the edge. */
  bare?: boolean
}) {
  const ref = useRef<HTMLDialogElement>(null)
  const titleId = useId()
  useEffect(() => {
    const dialog = ref.current
    const opener = document.activeElement
    if (dialog && !dialog.open) dialog.showModal()
    return () => {
      dialog?.close()
      if (opener instanceof HTMLElement) opener.focus()
    }
  }, [])
  return (
    <dialog
      aria-labelledby={titleId}
      className={cx(
        'max-h-[calc(100dvh-2rem)] w-[calc(100vw-2rem)] overflow-y-auto rounded-2xl border border-line bg-surface p-0 text-ink shadow-float backdrop:bg-black/45 backdrop:backdrop-blur-[2px]',
        wide ? 'max-w-3xl' : 'max-w-lg',
        // Its head stays in place while what it holds grows and shrinks.
        bare && 'mt-[12dvh]',
      )}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
      ref={ref}
    >
      <header className={bare ? 'sr-only' : 'flex items-center justify-between gap-4 px-6 pt-5'}>
        <h2 className="text-lg font-semibold" id={titleId}>
          {title}
        </h2>
        {!bare && <IconButton className="-mr-2" icon="close" label={t('Close')} onClick={onClose} />}
      </header>
      <div className={bare ? '' : 'px-6 pt-3 pb-6'}>{children}</div>
    </dialog>
  )
}

export function DialogActions({ children }: { children: ReactNode }) {
  return <div className="mt-6 flex flex-wrap justify-end gap-3">{children}</div>
}
