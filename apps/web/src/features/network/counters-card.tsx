'use client'

import { t } from '@/language/t.ts'
import type { GuestView } from '@/server/services/guest/model.ts'
import { Card } from '@/ui/card.tsx'
import { formatBytes } from '@/ui/format-bytes.ts'
import { formatCount } from '@/ui/format-cpu.ts'
import { Stat, StatRow } from '@/ui/stat.tsx'
import { DROP_WORDS, receivedBytes, sentBytes } from './network-words.ts'
import { SpeedMeters } from './speed-meters.tsx'
import { useLive } from './use-network.ts'

/** How fast it is now, and what was dropped of what it sent. */
export function CountersCard({ guest }: { guest: GuestView }) {
  const { use, speed } = useLive(guest.id)
  return (
    <Card
      description={t('Now, against its limits. The sums are since the guest was made.')}
      title={t('Speed')}
    >
      <div className="space-y-5">
        <SpeedMeters guest={guest} speed={speed} />
        {use && (
          <StatRow>
            <Stat label={t('Sent')}>{formatBytes(sentBytes(use))}</Stat>
            <Stat label={t('Received')}>{formatBytes(receivedBytes(use))}</Stat>
            <Stat hint={t(DROP_WORDS.spoofed.hint)} label={t(DROP_WORDS.spoofed.label)}>
              <span className={use.spoofed > 0 ? 'text-warn' : undefined}>{formatCount(use.spoofed)}</span>
            </Stat>
            <Stat hint={t(DROP_WORDS.rateDropped.hint)} label={t(DROP_WORDS.rateDropped.label)}>
              {formatCount(use.rateDropped)}
            </Stat>
          </StatRow>
        )}
      </div>
    </Card>
  )
}
