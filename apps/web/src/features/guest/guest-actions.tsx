'use client'

import { useState } from 'react'
import { t } from '@/language/t.ts'
import type { GuestView } from '@/server/services/guest/model.ts'
import { Button, LinkButton } from '@/ui/button.tsx'
import { Menu } from '@/ui/menu.tsx'
import { useBin } from '../life/use-bin.ts'
import { type GuestAsk, GuestAskDialog } from './guest-ask.tsx'
import { PowerButton, useGuestPower } from './guest-power.tsx'
import { deniedOf, type GuestVerb, isUp, VERB_WORDS } from './guest-verbs.ts'

/** Console first, then what changes the state; what may not be done stays visible and says why. */
export function GuestActions({ guest }: { guest: GuestView }) {
  const [asking, setAsking] = useState<GuestAsk | null>(null)
  const bin = useBin(guest)
  const { start, stop, restart, pause, resume } = useGuestPower(guest)
  return (
    <>
      <ConsoleLink guest={guest} />
      {guest.state === 'paused' && (
        <PowerButton denied={guest.denied.resume} label={t(VERB_WORDS.resume)} power={resume} />
      )}
      {isUp(guest) ? (
        <Button deniedReason={guest.denied.stop} icon="stop" onClick={stop.run} pending={stop.isPending}>
          {t(VERB_WORDS.stop)}
        </Button>
      ) : (
        <PowerButton denied={guest.denied.start} label={t(VERB_WORDS.start)} power={start} />
      )}
      <Button
        deniedReason={guest.denied.restart}
        icon="restart"
        onClick={restart.run}
        pending={restart.isPending}
      >
        {t(VERB_WORDS.restart)}
      </Button>
      <Menu
        items={[
          plain(guest, 'pause', pause.run),
          plain(guest, 'rename', () => setAsking('rename')),
          plain(guest, 'transfer', () => setAsking('transfer')),
          plain(guest, 'suspend', () => setAsking('suspend')),
          plain(guest, 'reinstall', () => setAsking('reinstall')),
          item(guest, 'kill', 'kill', () => setAsking('kill')),
          item(guest, 'bin', 'trash', bin.run),
          item(guest, 'delete', 'trash', () => setAsking('delete')),
          { label: t('Show API calls'), icon: 'console', onSelect: () => setAsking('calls') },
        ]}
        label={t('More actions')}
        trigger={t('More')}
        triggerClass="inline-flex h-10 items-center rounded-lg border border-line bg-surface px-4 font-medium shadow-card hover:bg-raised"
      />
      {asking && <GuestAskDialog asking={asking} guest={guest} onClose={() => setAsking(null)} />}
    </>
  )
}

function ConsoleLink({ guest }: { guest: GuestView }) {
  const denied = deniedOf(guest, 'console')
  if (denied !== null)
    return (
      <Button deniedReason={denied} icon="console">
        {t(VERB_WORDS.console)}
      </Button>
    )
  return (
    <LinkButton href={`/guests/${guest.id}/console`} icon="console">
      {t(VERB_WORDS.console)}
    </LinkButton>
  )
}

function plain(guest: GuestView, verb: GuestVerb, onSelect: () => void) {
  return { label: t(VERB_WORDS[verb]), deniedReason: deniedOf(guest, verb), onSelect }
}

function item(guest: GuestView, verb: GuestVerb, icon: 'kill' | 'trash', onSelect: () => void) {
  return { ...plain(guest, verb, onSelect), icon, tone: 'bad' as const }
}
