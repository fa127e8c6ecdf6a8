import Link from 'next/link'
import { rich, t, translate } from '@/language/t.ts'
import type { HostView } from '@/server/services/host/model.ts'
import { Card } from '@/ui/card.tsx'
import { formatBytes } from '@/ui/format-bytes.ts'
import { formatLoad } from '@/ui/format-cpu.ts'
import { formatDuration } from '@/ui/format-time.ts'
import { inSentence } from '@/ui/in-sentence.ts'
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
          label={host.reachable ? t('Answers') : t('Does not answer')}
          tone={host.reachable ? 'good' : 'bad'}
        />
      }
      description={
        host.info
          ? `${host.info.hostname} · ${t('kernel {version}', { version: host.info.kernel })}`
          : undefined
      }
      title={
        <Link className="rounded hover:underline" href={`/hosts/${host.id}`}>
          {host.name}
        </Link>
      }
    >
      {!host.reachable && (
        <Notice tone="bad">
          {translate(host.message ?? '') || t('The host does not answer.')}{' '}
          {t('Its guests keep running; look whether its agent runs.')}
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
          {t('This kernel lacks what guests need: {missing}. Use a newer kernel.', {
            missing: info.missing.join(', '),
          })}
        </Notice>
      )}
      {info.limitsMissing.length > 0 && (
        <Notice>
          {t('This host cannot enforce: {limits}.', {
            limits: limitLabels(info.limitsMissing).map(inSentence).join(', '),
          })}
        </Notice>
      )}
      <div className="grid gap-x-8 gap-y-4 sm:grid-cols-2">
        <Meter
          format={formatBytes}
          label={t('Memory in use')}
          limit={memoryBytes}
          value={memoryBytes - memoryAvailableBytes}
        />
        <Meter
          format={formatBytes}
          label={t('Storage in use')}
          limit={storageBytes}
          value={storageBytes - storageFreeBytes}
        />
      </div>
      <StatRow>
        <Stat label={t('Guests running')}>
          {rich('{running} <faint>of {total}</faint>', {
            running: info.guestsRunning,
            total: info.guestsTotal,
            faint: (words) => <span className="text-faint">{words}</span>,
          })}
        </Stat>
        <Stat
          hint={t('for {count, plural, one {# CPU} other {# CPUs}}', { count: info.cpus })}
          label={t('Load 1 / 5 / 15 min')}
        >
          {formatLoad(info.load1)} / {formatLoad(info.load5)} / {formatLoad(info.load15)}
        </Stat>
        <Stat
          hint={
            <Link className="rounded text-accent hover:underline" href="/storage">
              {t('what is shared, and which limits hold')}
            </Link>
          }
          label={t('Storage free')}
        >
          {formatBytes(storageFreeBytes)}
        </Stat>
        <Stat label={t('Up for')}>{formatDuration(info.uptimeSeconds * 1000)}</Stat>
        <Stat label={t('Control groups')}>{info.cgroupMode === 'v2' ? 'v2' : t('v1 and v2')}</Stat>
      </StatRow>
    </div>
  )
}
