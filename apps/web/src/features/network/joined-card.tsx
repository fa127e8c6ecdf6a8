'use client'

import { useState } from 'react'
import type { GuestView } from '@/server/services/guest/model.ts'
import type { NetworkView } from '@/server/services/network/model.ts'
import { Badge } from '@/ui/badge.tsx'
import { Button } from '@/ui/button.tsx'
import { Card } from '@/ui/card.tsx'
import { Notice } from '@/ui/notice.tsx'
import { useMe } from '../session/me.tsx'
import { LINK_WORDS, MODE_WORDS } from './mode-words.ts'
import { NetworkForm } from './network-form.tsx'
import { TIER_WORDS } from './network-words.ts'

/** How the guest is joined to the network, and what that hides and does not hide. */
export function JoinedCard({ guest, view }: { guest: GuestView; view: NetworkView }) {
  const { role } = useMe().user
  const [editing, setEditing] = useState(false)
  const maySell = role === 'admin' || role === 'reseller'
  const { label, hint } = MODE_WORDS[view.network.mode]
  return (
    <Card
      action={
        maySell &&
        !editing && (
          <Button onClick={() => setEditing(true)} size="small">
            Change network
          </Button>
        )
      }
      description={hint}
      title={label === 'No network' ? label : `${label} network`}
    >
      {editing ? (
        <NetworkForm guest={guest} onClose={() => setEditing(false)} view={view} />
      ) : (
        <Facts view={view} />
      )}
    </Card>
  )
}

function Facts({ view }: { view: NetworkView }) {
  const { network, state, host } = view
  const { hides, keepsNot } = MODE_WORDS[network.mode]
  const warning = network.mode === 'private' ? LINK_WORDS[network.link].warning : null
  return (
    <div className="space-y-5">
      {warning && <Notice tone="warn">{warning}</Notice>}
      <div className="grid gap-x-10 gap-y-4 text-sm md:grid-cols-2">
        <Lines lines={hides} title="Hides" />
        {keepsNot.length > 0 && <Lines lines={keepsNot} title="Does not hide" />}
        <Settings view={view} />
      </div>
      {network.mode === 'shared' && <Tier host={host} />}
      {state?.device && (
        <p className="text-sm text-faint">
          On the host it is <code className="font-mono">{state.device}</code>, held by {state.programs} packet
          programs.
        </p>
      )}
    </div>
  )
}

function Lines({ title, lines }: { title: string; lines: readonly string[] }) {
  return (
    <div>
      <h3 className="font-semibold">{title}</h3>
      <ul className="mt-1 list-disc space-y-1 pl-5 text-soft">
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </div>
  )
}

function Settings({ view: { network } }: { view: NetworkView }) {
  const settings = [
    ...(network.mode === 'private'
      ? [`${LINK_WORDS[network.link].label}${network.parent ? ` (${network.parent})` : ''}`]
      : []),
    ...(network.nat ? ['Hidden behind the host’s address (NAT)'] : []),
    ...(network.mode === 'none'
      ? []
      : [network.peers ? 'May speak with other guests of the host' : 'Kept from other guests of the host']),
    ...(network.raw ? ['May open raw ICMP sockets'] : []),
    ...(network.multicast ? ['May use multicast and broadcast'] : []),
    ...(network.mtu === null ? [] : [`MTU ${network.mtu}`]),
  ]
  if (settings.length === 0) return null
  return <Lines lines={settings} title="Set" />
}

/** The shared network stands and falls with the kernel of the host. */
function Tier({ host }: Pick<NetworkView, 'host'>) {
  const { label, tone, hint } = TIER_WORDS[host.tier]
  return (
    <p className="text-sm text-soft">
      <Badge tone={tone}>{label}</Badge> {hint}
      {host.tierFailure && <span className="block text-faint">The kernel said: {host.tierFailure}</span>}
    </p>
  )
}
