'use client'

import { createContext, type ReactNode, use, useEffect, useState } from 'react'
import { t } from '@/language/t.ts'
import { Notice } from '@/ui/notice.tsx'

/** `panel`: the browser lost the panel. `host`: the panel lost a host. */
type Trouble = { panel: boolean; host: boolean }
type SetTrouble = (change: Partial<Trouble>) => void

const TroubleContext = createContext<SetTrouble>(() => undefined)

export function useSetTrouble(): SetTrouble {
  return use(TroubleContext)
}

/** Live feeds report here; the banner stands above every page until the cause is gone. */
export function TroubleProvider({ children }: { children: ReactNode }) {
  const [trouble, setTrouble] = useState<Trouble>({ panel: false, host: false })
  const [report] = useState<SetTrouble>(
    () => (change: Partial<Trouble>) =>
      setTrouble((now) => (isSame(now, change) ? now : { ...now, ...change })),
  )
  const offline = useOffline()
  return (
    <TroubleContext value={report}>
      <div className="space-y-3 empty:hidden print:hidden [&>*]:mb-5">
        {offline || trouble.panel ? (
          <Notice live tone="warn">
            {t(
              'The panel does not answer. Guests keep running; this page connects again by itself and what you see may be old until then.',
            )}
          </Notice>
        ) : (
          trouble.host && (
            <Notice live tone="warn">
              {t(
                'The host does not answer. Guests keep running; figures are from before, and starting or changing guests has to wait.',
              )}
            </Notice>
          )
        )}
      </div>
      {children}
    </TroubleContext>
  )
}

function isSame(now: Trouble, change: Partial<Trouble>): boolean {
  return (change.panel ?? now.panel) === now.panel && (change.host ?? now.host) === now.host
}

function useOffline(): boolean {
  const [offline, setOffline] = useState(false)
  useEffect(() => {
    const update = () => setOffline(!navigator.onLine)
    update()
    window.addEventListener('online', update)
    window.addEventListener('offline', update)
    return () => {
      window.removeEventListener('online', update)
      window.removeEventListener('offline', update)
    }
  }, [])
  return offline
}
