'use client'

import { useState } from 'react'
import { t } from '@/language/t.ts'
import { messageFor } from '@/messages.ts'
import type { FirewallView } from '@/server/services/firewall/model.ts'
import type { GuestView } from '@/server/services/guest/model.ts'
import { Button } from '@/ui/button.tsx'
import { Card } from '@/ui/card.tsx'
import { Notice } from '@/ui/notice.tsx'
import { openedLater } from '@/ui/opened-later.tsx'
import { QueryView } from '../feedback/query-view.tsx'
import { FirewallRules } from './firewall-rules.tsx'
import { firewallSummary } from './firewall-words.ts'
import { useFirewall, useSetFirewall } from './use-firewall.ts'

const FirewallEditor = openedLater(() =>
  import('./firewall-editor.tsx').then((module) => module.FirewallEditor),
)

/** What the host lets through to and from the guest, and what each rule has met. */
export function FirewallCard({ guest, deniedReason }: { guest: GuestView; deniedReason: string | null }) {
  const query = useFirewall(guest.id)
  const [editing, setEditing] = useState(false)
  return (
    <Card
      action={
        !editing && (
          <Button
            deniedReason={query.data ? deniedReason : t('Its firewall has not been read yet.')}
            onClick={() => setEditing(true)}
            size="small"
          >
            {t('Edit firewall')}
          </Button>
        )
      }
      description={query.data ? firewallSummary(query.data.firewall) : undefined}
      title={t('Firewall')}
    >
      <QueryView query={query}>
        {(view) => (
          <div className="space-y-4">
            <NotInForce guest={guest} view={view} />
            {editing ? (
              <FirewallEditor guestId={guest.id} onClose={() => setEditing(false)} view={view} />
            ) : (
              <>
                <FirewallRules view={view} />
                {deniedReason && <p className="text-sm text-faint">{deniedReason}</p>}
              </>
            )}
          </div>
        )}
      </QueryView>
    </Card>
  )
}

/** Somebody has taken the rules off the host behind our back: say so, and offer to put them back. */
function NotInForce({ guest, view }: { guest: GuestView; view: FirewallView }) {
  const save = useSetFirewall(guest.id, () => {})
  if (!view.hits || view.hits.inForce) return null
  return (
    <Notice
      action={
        <Button
          onClick={() => save.mutate({ guestId: guest.id, firewall: view.firewall })}
          pending={save.isPending}
          size="small"
        >
          {t('Put them in force')}
        </Button>
      }
      live
      tone="bad"
    >
      <p className="font-medium">{t('These rules are not in force.')}</p>
      <p>
        {t(
          'Somebody has removed them from the host, for instance with “nft flush ruleset” or by restarting another firewall.',
        )}
      </p>
      {save.error && <p className="mt-1">{messageFor(save.error)}</p>}
    </Notice>
  )
}
