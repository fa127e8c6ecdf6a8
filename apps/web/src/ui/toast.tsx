'use client'

import { createContext, type ReactNode, use, useCallback, useMemo, useState } from 'react'
import { t } from '@/language/t.ts'
import { Button } from './button.tsx'
import { cx } from './cx.ts'
import { IconButton } from './icon-button.tsx'
import { Icon } from './icons.tsx'

type ToastTone = 'good' | 'bad'
/** What takes back what the toast tells of. */
type ToastAction = { label: string; onSelect: () => void }
type Toast = { id: number; tone: ToastTone; message: string; action: ToastAction | null }
type ShowToast = (tone: ToastTone, message: string, action?: ToastAction) => void

/** Faults stay until they are read; good news may go by itself. */
const GOOD_MS = 6000
/** Long enough to find the button with a keyboard. */
const ACTION_MS = 20_000
const KEPT = 4

const ToastContext = createContext<ShowToast | null>(null)

export function useToast(): ShowToast {
  const show = use(ToastContext)
  if (!show) throw new Error('useToast needs a ToastProvider above it')
  return show
}

export function ToastProvider({ children }: { children: ReactNode }) {
  const [toasts, setToasts] = useState<Toast[]>([])
  const remove = useCallback((id: number) => setToasts((all) => all.filter((toast) => toast.id !== id)), [])
  const show = useCallback<ShowToast>(
    (tone, message, action) => {
      const id = Date.now() + Math.random()
      setToasts((all) =>
        [
          ...all.filter((toast) => toast.message !== message),
          { id, tone, message, action: action ?? null },
        ].slice(-KEPT),
      )
      if (tone === 'good') setTimeout(() => remove(id), action ? ACTION_MS : GOOD_MS)
    },
    [remove],
  )
  const good = useMemo(() => toasts.filter((toast) => toast.tone === 'good'), [toasts])
  const bad = useMemo(() => toasts.filter((toast) => toast.tone === 'bad'), [toasts])
  return (
    <ToastContext value={show}>
      {children}
      <div className="pointer-events-none fixed inset-x-4 bottom-4 z-50 flex flex-col items-end gap-2 sm:left-auto sm:w-96">
        <div aria-live="polite" className="contents" role="status">
          {good.map((toast) => (
            <ToastCard key={toast.id} onClose={() => remove(toast.id)} toast={toast} />
          ))}
        </div>
        <div aria-live="assertive" className="contents" role="alert">
          {bad.map((toast) => (
            <ToastCard key={toast.id} onClose={() => remove(toast.id)} toast={toast} />
          ))}
        </div>
      </div>
    </ToastContext>
  )
}

function ToastCard({ toast, onClose }: { toast: Toast; onClose: () => void }) {
  const bad = toast.tone === 'bad'
  return (
    <div className="pointer-events-auto flex w-full items-start gap-3 rounded-xl border border-line bg-surface py-2 pr-2 pl-4 text-sm shadow-float">
      <Icon
        className={cx('mt-2 shrink-0', bad ? 'text-bad' : 'text-good')}
        name={bad ? 'warning' : 'check'}
      />
      <p className="min-w-0 flex-1 py-1.5 break-words">{toast.message}</p>
      {toast.action && (
        <Button
          onClick={() => {
            toast.action?.onSelect()
            onClose()
          }}
          size="small"
        >
          {toast.action.label}
        </Button>
      )}
      <IconButton icon="close" label={t('Dismiss')} onClick={onClose} />
    </div>
  )
}
