'use client'

import { useQuery } from '@tanstack/react-query'
import { msg, t } from '@/language/t.ts'
import type { GuestView } from '@/server/services/guest/model.ts'
import type { NetworkView } from '@/server/services/network/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { PageHeader } from '@/ui/page-header.tsx'
import { QueryView } from '../feedback/query-view.tsx'
import { FirewallCard } from '../firewall/firewall-card.tsx'
import { PortsCard } from '../firewall/ports-card.tsx'
import { GuestSkeleton } from '../guest/guest-skeleton.tsx'
import { GuestState } from '../guest/guest-state.tsx'
import { useGuestLive } from '../guest/use-guest-live.ts'
import { useMe } from '../session/me.tsx'
import { TrafficCard } from '../traffic/traffic-card.tsx'
import { AddressesCard } from './addresses-card.tsx'
import { CountersCard } from './counters-card.tsx'
import { JoinedCard } from './joined-card.tsx'
import { NameserversCard } from './nameservers-card.tsx'
import { NetworkTroubles } from './network-troubles.tsx'
import { useNetwork } from './use-network.ts'

/** All about one guest's network: how it is joined, its addresses, its firewall and what it sends. */
export function NetworkPage({ guestId }: { guestId: string }) {
  const trpc = useTRPC()
  const guest = useQuery(trpc.guest.get.queryOptions({ guestId }))
  return (
    <QueryView query={guest} skeleton={<GuestSkeleton />}>
      {(view) => (
        <>
          <Live guestId={guestId} />
          <PageHeader
            crumbs={[
              { label: t('Guests'), href: '/guests' },
              { label: view.name, href: `/guests/${guestId}` },
            ]}
            description={
              <span className="font-medium text-ink">
                <GuestState state={view.state} />
              </span>
            }
            title={t('Network of {guest}', { guest: view.name })}
          />
          <Cards guest={view} />
        </>
      )}
    </QueryView>
  )
}

function Live({ guestId }: { guestId: string }) {
  useGuestLive(guestId)
  return null
}

function Cards({ guest }: { guest: GuestView }) {
  const network = useNetwork(guest.id)
  return (
    <QueryView query={network} skeleton={<GuestSkeleton />}>
      {(view) => (
        <div className="space-y-5">
          <NetworkTroubles guest={guest} view={view} />
          <JoinedCard guest={guest} view={view} />
          {view.network.mode === 'none' && view.addresses.length === 0 ? null : (
            <Joined guest={guest} view={view} />
          )}
        </div>
      )}
    </QueryView>
  )
}

const ASK_SELLER = msg('Ports of the host belong to all its guests: ask who sold you the guest.')

/** What only a guest with a network has. */
function Joined({ guest, view }: { guest: GuestView; view: NetworkView }) {
  const { role } = useMe().user
  const deniedReason =
    role === 'support' ? t('Only the owner of the guest and its seller may change this.') : null
  return (
    <>
      <AddressesCard guest={guest} view={view} />
      <div className="grid gap-5 lg:grid-cols-2 lg:items-start">
        <TrafficCard guest={guest} />
        <div className="space-y-5">
          <CountersCard guest={guest} />
          <NameserversCard deniedReason={deniedReason} guest={guest} view={view} />
        </div>
      </div>
      <FirewallCard deniedReason={firewallDenied(view) ?? deniedReason} guest={guest} />
      <PortsCard
        deniedReason={firewallDenied(view) ?? deniedReason ?? (role === 'customer' ? t(ASK_SELLER) : null)}
        guest={guest}
        view={view}
      />
    </>
  )
}

function firewallDenied({ host }: NetworkView): string | null {
  return host.features.includes('nft')
    ? null
    : t('This host cannot set firewalls: nftables is missing there.')
}
