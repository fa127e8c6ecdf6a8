import { t } from '@/language/t.ts'
import type { PoolView } from '@/server/services/address/model.ts'
import { Card } from '@/ui/card.tsx'
import { Notice } from '@/ui/notice.tsx'
import { Stat, StatRow } from '@/ui/stat.tsx'
import { LINK_WORDS } from '../network/mode-words.ts'
import { KIND_WORDS } from './address-words.ts'
import { PoolMeter } from './pool-table.tsx'

/** What a pool is and how much of it is left. */
export function PoolFacts({ pool }: { pool: PoolView }) {
  const { warning } = LINK_WORDS[pool.link]
  const isEmpty = pool.free === 0
  return (
    <Card
      description={t(KIND_WORDS[pool.kind].hint)}
      title={t(KIND_WORDS[pool.kind].ofFamily, { family: pool.family })}
    >
      <div className="space-y-5">
        {isEmpty && (
          <Notice tone="warn">
            {t(
              'No address is free: orders that need one are refused. Add another pool, or free what is kept.',
            )}
          </Notice>
        )}
        {warning && <Notice tone="info">{t(warning)}</Notice>}
        <PoolMeter pool={pool} />
        <StatRow>
          <Stat label={t('Joined')}>
            {t(LINK_WORDS[pool.link].label)}
            {pool.parent && ` (${pool.parent})`}
          </Stat>
          <Stat label={t('Leads to')}>{pool.host ? pool.host.name : t('any host')}</Stat>
          <Stat label={t('Gateway')}>{pool.gateway ?? t('the host')}</Stat>
          <Stat label={t('Reverse zone')}>{pool.reverseZone ?? t('no zone')}</Stat>
        </StatRow>
      </div>
    </Card>
  )
}
