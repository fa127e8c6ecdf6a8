import { t } from '@/language/t.ts'
import type { GuestView } from '@/server/services/guest/model.ts'
import { formatBytes } from '@/ui/format-bytes.ts'
import { formatCores, formatCount, formatCpu } from '@/ui/format-cpu.ts'
import { Meter } from '@/ui/meter.tsx'
import { DiskMeters } from '../storage/disk-meters.tsx'
import { BucketMeter } from './bucket-meter.tsx'

/** Use against limit. A guest that does not run uses nothing but its disk. */
export function GuestMeters({ guest }: { guest: Pick<GuestView, 'limit' | 'latest' | 'state' | 'disk'> }) {
  const { limit } = guest
  const latest = guest.state === 'running' || guest.state === 'unknown' ? guest.latest : null
  return (
    <div className="space-y-4">
      <Meter
        format={formatBytes}
        label={t('Memory')}
        limit={limit.memoryBytes}
        value={latest?.memoryBytes ?? 0}
      />
      <Meter
        format={formatCores}
        formatLimit={formatCpu}
        label={t('Processor')}
        limit={limit.cpuMillicores}
        value={latest?.cpuMillicores ?? 0}
      />
      <BucketMeter guest={guest} />
      <Meter
        format={formatCount}
        label={t('Processes')}
        limit={limit.processes}
        value={latest?.processes ?? 0}
      />
      <DiskMeters disk={guest.disk} limit={limit} />
    </div>
  )
}
