'use client'

import { t } from '@/language/t.ts'
import type { GuestView } from '@/server/services/guest/model.ts'
import { formatBits } from '@/ui/format-bits.ts'
import { Meter } from '@/ui/meter.tsx'
import type { Speed } from './network-words.ts'

/** What it sends and receives now, against what it may. */
export function SpeedMeters({ guest, speed }: { guest: GuestView; speed: Speed | null }) {
  if (guest.state !== 'running') return <p className="text-sm text-faint">{t('It does not run now.')}</p>
  if (!speed)
    return (
      <p className="text-sm text-faint">{t('Its speed is known after two readings, in some seconds.')}</p>
    )
  return (
    <div className="space-y-3">
      <Meter
        format={formatSpeed}
        formatLimit={formatBits}
        label={t('Sending')}
        limit={guest.limit.networkOutBits}
        value={speed.outBits}
      />
      <Meter
        format={formatSpeed}
        formatLimit={formatBits}
        label={t('Receiving')}
        limit={guest.limit.networkInBits}
        value={speed.inBits}
      />
    </div>
  )
}

/** A fraction of a bit is nothing. */
function formatSpeed(bits: number): string {
  return formatBits(Math.round(bits))
}
