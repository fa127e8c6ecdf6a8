'use client'

import { t } from '@/language/t.ts'
import type { TrafficView } from '@/server/services/traffic/model.ts'
import { formatBytes } from '@/ui/format-bytes.ts'
import { Meter } from '@/ui/meter.tsx'
import { Notice } from '@/ui/notice.tsx'
import { dayWords, totalOf, trafficAlarm } from './traffic-words.ts'
import { useTraffic } from './use-traffic.ts'

/** The traffic of the month in short. */
export function TrafficMeter({ guestId }: { guestId: string }) {
  const { data } = useTraffic(guestId)
  return data ? <MonthMeter view={data} /> : null
}

/** This month against its quota, and what was done because of it. */
export function MonthMeter({ view }: { view: TrafficView }) {
  const { month } = view
  const alarm = trafficAlarm(view)
  return (
    <div className="space-y-3">
      {alarm && (
        <Notice live tone={alarm.tone}>
          {alarm.words}
        </Notice>
      )}
      <div>
        <Meter
          format={formatBytes}
          label={t('Traffic this month')}
          limit={month.quotaBytes}
          value={totalOf(month)}
        />
        <p className="mt-1 text-sm text-faint">
          {t('{received} received, {sent} sent; begins anew on {day}.', {
            received: formatBytes(month.inBytes),
            sent: formatBytes(month.outBytes),
            day: dayWords(month.until),
          })}
        </p>
      </div>
    </div>
  )
}
