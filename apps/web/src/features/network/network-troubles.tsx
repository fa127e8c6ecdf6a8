'use client'

import { t } from '@/language/t.ts'
import type { GuestView } from '@/server/services/guest/model.ts'
import type { NetworkView } from '@/server/services/network/model.ts'
import { Button } from '@/ui/button.tsx'
import { Notice } from '@/ui/notice.tsx'
import { useGuestPower } from '../guest/guest-power.tsx'
import { networkTroubles } from './trouble-words.ts'

/** What is wrong and what to do, with the button that does it. */
export function NetworkTroubles({ guest, view }: { guest: GuestView; view: NetworkView }) {
  const { restart } = useGuestPower(guest)
  return networkTroubles(view).map(({ id, tone, title, text }) => (
    <Notice
      action={
        id === 'frozen' && (
          <Button
            deniedReason={guest.denied.restart}
            onClick={restart.run}
            pending={restart.isPending}
            size="small"
          >
            {t('Restart guest')}
          </Button>
        )
      }
      key={id}
      live={tone !== 'info'}
      tone={tone}
    >
      <p className="font-medium">{title}</p>
      <p>{text}</p>
    </Notice>
  ))
}
