import Link from 'next/link'
import type { HostView } from '@/server/services/host/model.ts'
import { Card } from '@/ui/card.tsx'
import { formatBytes } from '@/ui/format-bytes.ts'
import { formatLoad } from '@/ui/format-cpu.ts'
import { formatDuration } from '@/ui/format-time.ts'
import { Meter } from '@/ui/meter.tsx'
import { Notice } from '@/ui/notice.tsx'
import { Stat, StatRow } from '@/ui/stat.tsx'
import { StateDot } from '@/ui/state-dot.tsx'
import { limitLabels } from '../limit/limit-words.ts'
import { BulkPermits } from './bulk-permits.tsx'
import { HostNetworkFacts } from './host-network.tsx'

export function HostCard({ host }: { host: HostView }) {
  return (
    <Card
      action={
        <StateDot
          label={host.reachable ? 'Answers' : 'Does not answer'}
          tone={host.reachable ? 'good' : 'bad'}
        />
      }
      description={host.info ? `${host.info.hostname} · kernel ${host.info.kernel}` : undefined}
      title={
        <Link className="rounded hover:underline" href={`/hosts/${host.id}`}>
          {host.name}
        </Link>
      }
    >
      {!host.reachable && (
        <Notice tone="bad">
          {host.message ?? 'The host does not answer.'} Its guests keep running; look whether its agent runs.
        </Notice>
      )}
      {host.info && (
        <div className="space-y-5">
          <HostFacts info={host.info} />
          <HostNetworkFacts hostId={host.id} />
          <BulkPermits host={host} />
        </div>
      )}
    </Card>
  )
}

function HostFacts({ info }: { info: NonNullable<HostView['info']> }) {
  const { memoryBytes, memoryAvailableBytes, storageBytes, storageFreeBytes } = info
  return (
    <div className="space-y-5">
      {info.missing.length > 0 && (
        <Notice tone="bad">
          This kernel lacks what guests need: {info.missing.join(', ')}. Use a newer kernel.
        </Notice>
      )}
      {info.limitsMissing.length > 0 && (
        <Notice>This host cannot enforce: {limitLabels(info.limitsMissing).join(', ')}.</Notice>
      )}
      <div className="grid gap-x-8 gap-y-4 sm:grid-cols-2">
        <Meter
          format={formatBytes}
          label="Memory in use"
          limit={memoryBytes}
          value={memoryBytes - memoryAvailableBytes}
        />
        <Meter
          format={formatBytes}
          label="Storage in use"
          limit={storageBytes}
          value={storageBytes - storageFreeBytes}
        />
      </div>
      <StatRow>
        <Stat label="Guests running">
          {info.guestsRunning} <span className="text-faint">of {info.guestsTotal}</span>
        </Stat>
        <Stat hint={`for ${info.cpus} CPUs`} label="Load 1 / 5 / 15 min">
          {formatLoad(info.load1)} / {formatLoad(info.load5)} / {formatLoad(info.load15)}
        </Stat>
        <Stat
          hint={
            <Link className="rounded text-accent hover:underline" href="/storage">
              what is shared, and which limits hold
            </Link>
          }
          label="Storage free"
        >
          {formatBytes(storageFreeBytes)}
        </Stat>
        <Stat label="Up for">{formatDuration(info.uptimeSeconds * 1000)}</Stat>
        <Stat label="Control groups">{info.cgroupMode === 'v2' ? 'v2' : 'v1 and v2'}</Stat>
      </StatRow>
    </div>
  )
}
