'use client'

import { useState } from 'react'
import { rich, t } from '@/language/t.ts'
import type { GuestView } from '@/server/services/guest/model.ts'
import type { NetworkView } from '@/server/services/network/model.ts'
import { Badge } from '@/ui/badge.tsx'
import { Button } from '@/ui/button.tsx'
import { Card } from '@/ui/card.tsx'
import { Notice } from '@/ui/notice.tsx'
import { openedLater } from '@/ui/opened-later.tsx'
import { useMe } from '../session/me.tsx'
import { LINK_WORDS, MODE_WORDS } from './mode-words.ts'
import { TIER_WORDS } from './network-words.ts'

const NetworkForm = openedLater(() => import('./network-form.tsx').then((module) => module.NetworkForm))

/** How the guest is joined to the network, and what that hides and does not hide. */
export function JoinedCard({ guest, view }: { guest: GuestView; view: NetworkView }) {
  const { role } = useMe().user
  const [editing, setEditing] = useState(false)
  const maySell = role === 'admin' || role === 'reseller'
  const { title, hint } = MODE_WORDS[view.network.mode]
  return (
    <Card
      action={
        maySell &&
        !editing && (
          <Button onClick={() => setEditing(true)} size="small">
            {t('Change network')}
          </Button>
        )
      }
      description={t(hint)}
      title={t(title)}
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
      {warning && <Notice tone="warn">{t(warning)}</Notice>}
      <div className="grid gap-x-10 gap-y-4 text-sm md:grid-cols-2">
        <Lines lines={hides.map((line) => t(line))} title={t('Hides')} />
        {keepsNot.length > 0 && <Lines lines={keepsNot.map((line) => t(line))} title={t('Does not hide')} />}
        <Settings view={view} />
      </div>
      {network.mode === 'shared' && <Tier host={host} />}
      {state?.device && (
        <p className="text-sm text-faint">
          {rich(
            'On the host it is {device}, held by {count, plural, one {# packet program} other {# packet programs}}.',
            {
              device: <code className="font-mono">{state.device}</code>,
              count: state.programs,
            },
          )}
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
      ? [`${t(LINK_WORDS[network.link].label)}${network.parent ? ` (${network.parent})` : ''}`]
      : []),
    ...(network.nat ? [t('Hidden behind the host’s address (NAT)')] : []),
    ...(network.mode === 'none'
      ? []
      : [
          network.peers
            ? t('May speak with other guests of the host')
            : t('Kept from other guests of the host'),
        ]),
    ...(network.raw ? [t('May open raw ICMP sockets')] : []),
    ...(network.multicast ? [t('May use multicast and broadcast')] : []),
    ...(network.mtu === null ? [] : [`MTU ${network.mtu}`]),
  ]
  if (settings.length === 0) return null
  return <Lines lines={settings} title={t('Set')} />
}

/** The shared network stands and falls with the kernel of the host. */
function Tier({ host }: Pick<NetworkView, 'host'>) {
  const { label, tone, hint } = TIER_WORDS[host.tier]
  return (
    <p className="text-sm text-soft">
      <Badge tone={tone}>{t(label)}</Badge> {t(hint)}
      {host.tierFailure && (
        <span className="block text-faint">{t('The kernel said: {words}', { words: host.tierFailure })}</span>
      )}
    </p>
  )
}
