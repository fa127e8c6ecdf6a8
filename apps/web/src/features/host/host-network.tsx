'use client'

import { useQuery } from '@tanstack/react-query'
import type { HostNetwork } from '@vserver/core/network/model'
import { useTRPC } from '@/trpc/client.tsx'
import { Badge } from '@/ui/badge.tsx'
import { Notice } from '@/ui/notice.tsx'
import { Stat, StatRow } from '@/ui/stat.tsx'
import { pollEvery } from '../feedback/poll-every.ts'
import { QueryView } from '../feedback/query-view.tsx'
import { lackWords, TIER_WORDS } from '../network/network-words.ts'

const NETWORK_EVERY_MS = 30_000

/** What a host can do for networks of guests, and what stands in the way. */
export function HostNetworkFacts({ hostId }: { hostId: string }) {
  const trpc = useTRPC()
  const network = useQuery(
    trpc.host.network.queryOptions({ hostId }, { refetchInterval: pollEvery(NETWORK_EVERY_MS) }),
  )
  return (
    <section aria-label="Network" className="space-y-4 border-t border-line pt-4">
      <h3 className="font-semibold">Network</h3>
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
        <Stat hint={`MTU ${facts.uplinkMtu}`} label="Uplink">
          {facts.uplink ?? 'none'}
        </Stat>
        <Stat hint="private network" label="Packet programs">
          {facts.features.includes('packet') ? 'can be loaded' : 'cannot be loaded'}
        </Stat>
        <Stat hint="firewalls, NAT, ports" label="nftables">
          {facts.features.includes('nft') ? 'ready' : 'missing'}
        </Stat>
        <Stat label="Shared network">
          <Badge tone={tier.tone}>{tier.label}</Badge>
        </Stat>
      </StatRow>
      <p className="text-sm text-faint">
        {tier.hint}
        {facts.tierFailure && ` The kernel said: ${facts.tierFailure}`}
      </p>
      <p className="text-sm text-soft">
        Its own addresses, which no guest gets:{' '}
        <span className="font-mono break-all">{facts.addresses.join(', ') || 'none'}</span>
      </p>
    </>
  )
}
