'use client'

import { t } from '@/language/t.ts'
import type { GuestView } from '@/server/services/guest/model.ts'
import type { NetworkView } from '@/server/services/network/model.ts'
import { LinkButton } from '@/ui/button.tsx'
import { Card } from '@/ui/card.tsx'
import { CopyIcon } from '@/ui/copy-icon.tsx'
import { QueryView } from '../feedback/query-view.tsx'
import { TrafficMeter } from '../traffic/traffic-meter.tsx'
import { MODE_WORDS } from './mode-words.ts'
import { NetworkTroubles } from './network-troubles.tsx'
import { SpeedMeters } from './speed-meters.tsx'
import { useLive, useNetwork } from './use-network.ts'

/** The network of a guest in short; all of it has a page of its own. */
export function NetworkCard({ guest }: { guest: GuestView }) {
  const network = useNetwork(guest.id)
  return (
    <Card
      action={
        <LinkButton href={`/guests/${guest.id}/network`} size="small">
          {t('Network and firewall')}
        </LinkButton>
      }
      description={network.data && t(MODE_WORDS[network.data.network.mode].hint)}
      title={t('Network')}
    >
      <QueryView query={network}>
        {(view) => (
          <div className="space-y-5">
            <NetworkTroubles guest={guest} view={view} />
            {view.network.mode !== 'none' && <Short guest={guest} view={view} />}
            {view.network.mode === 'none' && (
              <p className="text-sm text-soft">
                {t('It has its loopback alone. On the page of its network it can be joined to the world.')}
              </p>
            )}
          </div>
        )}
      </QueryView>
    </Card>
  )
}

function Short({ guest, view }: { guest: GuestView; view: NetworkView }) {
  const { speed } = useLive(guest.id)
  return (
    <div className="grid gap-x-10 gap-y-5 md:grid-cols-2">
      <div>
        <h3 className="text-sm text-soft">{t('Addresses')}</h3>
        <ul className="mt-1 space-y-0.5">
          {view.addresses.map(({ address }) => (
            <li className="flex min-w-0 items-center gap-1" key={address}>
              <code className="min-w-0 font-mono text-sm break-all">{address}</code>
              <CopyIcon text={address} />
            </li>
          ))}
        </ul>
        {view.addresses.length === 0 && <p className="mt-1 text-sm text-faint">{t('no address')}</p>}
      </div>
      <div className="space-y-4">
        <TrafficMeter guestId={guest.id} />
        <SpeedMeters guest={guest} speed={speed} />
      </div>
    </div>
  )
}
