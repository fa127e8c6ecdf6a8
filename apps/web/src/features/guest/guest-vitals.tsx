'use client'

import { rich, t } from '@/language/t.ts'
import type { GuestView } from '@/server/services/guest/model.ts'
import { Card } from '@/ui/card.tsx'
import { formatCpu, formatLoad } from '@/ui/format-cpu.ts'
import { Stat, StatRow } from '@/ui/stat.tsx'
import { Moment, TimeSince } from '@/ui/time-ago.tsx'

/** Since when it is up, and how busy it is for the processors it has. */
export function GuestVitals({ guest }: { guest: GuestView }) {
  const isUp = guest.startedAt !== null && (guest.state === 'running' || guest.state === 'stopping')
  const load = isUp ? guest.latest : null
  const { cpuMillicores } = guest.limit
  return (
    <Card>
      <StatRow>
        <Stat hint={<UptimeHint guest={guest} isUp={isUp} />} label={t('Uptime')}>
          <span data-testid="uptime">
            {isUp && guest.startedAt ? <TimeSince at={guest.startedAt} /> : '–'}
          </span>
        </Stat>
        <Stat
          hint={
            cpuMillicores === null
              ? t('no processor limit')
              : t('for {cpus}', { cpus: formatCpu(cpuMillicores) })
          }
          label={t('Load 1 / 5 / 15 min')}
        >
          <span data-testid="load">
            {load ? [load.load1, load.load5, load.load15].map(formatLoad).join(' / ') : '–'}
          </span>
        </Stat>
        <Stat label={t('Host name')}>{guest.hostname}</Stat>
        <Stat hint={guest.templateLabel} label={t('Plan')}>
          {guest.plan.name}
        </Stat>
      </StatRow>
    </Card>
  )
}

function UptimeHint({ guest, isUp }: { guest: GuestView; isUp: boolean }) {
  if (isUp && guest.startedAt) return rich('since {moment}', { moment: <Moment at={guest.startedAt} /> })
  return guest.state === 'unknown' ? t('not known now') : t('not running')
}
