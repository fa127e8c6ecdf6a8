'use client'

import { useQuery } from '@tanstack/react-query'
import type { HostNetwork } from '@vserver/core/network/model'
import { rich, t } from '@/language/t.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Badge } from '@/ui/badge.tsx'
import { Notice } from '@/ui/notice.tsx'
import { Stat, StatRow } from '@/ui/stat.tsx'
import { pollEvery } from '../feedback/poll-every.ts'
import { QueryView } from '../feedback/query-view.tsx'
import { lackWords } from '../network/lack-words.ts'
import { TIER_WORDS } from '../network/network-words.ts'

const NETWORK_EVERY_MS = 30_000

/** What a host can do for networks of guests, and what stands in the way. */
export function HostNetworkFacts({ hostId }: { hostId: string }) {
  const trpc = useTRPC()
  const network = useQuery(
    trpc.host.network.queryOptions({ hostId }, { refetchInterval: pollEvery(NETWORK_EVERY_MS) }),
  )
  return (
    <section aria-label={t('Network')} className="space-y-4 border-t border-line pt-4">
      <h3 className="font-semibold">{t('Network')}</h3>
      <QueryView query={network}>{(facts) => <Facts facts={facts} />}</QueryView>
    </section>
  )
}

function Facts({ facts }: { facts: HostNetwork }) {
  const lacks = lackWords(facts)
  const tier = TIER_WORDS[facts.tier]
  return (
    <>
      {lacks.map((words) => (
        <Notice key={words} live={facts.blocker !== null} tone="warn">
          {words}
        </Notice>
      ))}
      <StatRow>
        <Stat hint={`MTU ${facts.uplinkMtu}`} label={t('Uplink')}>
          {facts.uplink ?? t('no uplink')}
        </Stat>
        <Stat hint={t('private network')} label={t('Packet programs')}>
          {facts.features.includes('packet') ? t('can be loaded') : t('cannot be loaded')}
        </Stat>
        <Stat hint={t('firewalls, NAT, ports')} label="nftables">
          {facts.features.includes('nft') ? t('ready') : t('missing')}
        </Stat>
        <Stat label={t('Shared network')}>
          <Badge tone={tier.tone}>{t(tier.label)}</Badge>
        </Stat>
      </StatRow>
      <p className="text-sm text-faint">
        {t(tier.hint)}
        {facts.tierFailure && ` ${t('The kernel said: {words}', { words: facts.tierFailure })}`}
      </p>
      <p className="text-sm text-soft">
        {rich('Its own addresses, which no guest gets: {addresses}', {
          addresses: (
            <span className="font-mono break-all">{facts.addresses.join(', ') || t('no address')}</span>
          ),
        })}
      </p>
    </>
  )
}
