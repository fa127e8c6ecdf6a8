'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { t } from '@/language/t.ts'
import type { GuestView } from '@/server/services/guest/model.ts'
import type { RuntimeView } from '@/server/services/runtime/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import { Card } from '@/ui/card.tsx'
import { Notice } from '@/ui/notice.tsx'
import { openedLater } from '@/ui/opened-later.tsx'
import { QueryView } from '../feedback/query-view.tsx'
import { useGuestPower } from '../guest/guest-power.tsx'
import { useMe } from '../session/me.tsx'
import { AreaList } from './area-list.tsx'
import { runtimeLines } from './runtime-words.ts'

const RuntimeForm = openedLater(() => import('./runtime-form.tsx').then((module) => module.RuntimeForm))
const CapabilityDialog = openedLater(() =>
  import('./capability-dialog.tsx').then((module) => module.CapabilityDialog),
)

/** What the guest is beside its limits; a matter of those who sell it. */
export function RuntimeCard({ guest }: { guest: GuestView }) {
  const { role } = useMe().user
  if (role !== 'admin' && role !== 'reseller') return null
  return <Runtime guest={guest} isAdmin={role === 'admin'} />
}

function Runtime({ guest, isAdmin }: { guest: GuestView; isAdmin: boolean }) {
  const trpc = useTRPC()
  const runtime = useQuery(trpc.runtime.get.queryOptions({ guestId: guest.id }))
  const [editing, setEditing] = useState<'runtime' | 'capabilities' | null>(null)
  const [savedAt, setSavedAt] = useState<string | null>(null)
  const close = (saved: boolean) => {
    if (saved) setSavedAt(guest.startedAt)
    setEditing(null)
  }
  // A start since then has put it in force.
  const isWaiting = savedAt !== null && savedAt === guest.startedAt && guest.state === 'running'
  return (
    <Card
      action={
        editing !== 'runtime' && (
          <span className="flex flex-wrap gap-2">
            {isAdmin && (
              <Button disabled={!runtime.data} onClick={() => setEditing('capabilities')} size="small">
                {t('Capabilities')}
              </Button>
            )}
            <Button disabled={!runtime.data} onClick={() => setEditing('runtime')} size="small">
              {t('Change runtime')}
            </Button>
          </span>
        )
      }
      description={t('In force from the next start; boot and time to stop at once.')}
      title={t('Runtime')}
    >
      {isWaiting && <RestartNotice guest={guest} />}
      <QueryView query={runtime}>
        {(view) => (
          <>
            {editing === 'runtime' ? (
              <RuntimeForm guest={guest} onClose={close} view={view} />
            ) : (
              <RuntimeLines view={view} />
            )}
            {editing === 'capabilities' && <CapabilityDialog guest={guest} onClose={close} view={view} />}
            {editing === null && <AreaList guest={guest} view={view} />}
          </>
        )}
      </QueryView>
    </Card>
  )
}

function RestartNotice({ guest }: { guest: GuestView }) {
  const { restart } = useGuestPower(guest)
  return (
    <div className="mb-4">
      <Notice
        action={
          <Button
            deniedReason={guest.denied.restart}
            onClick={restart.run}
            pending={restart.isPending}
            size="small"
          >
            {t('Restart now')}
          </Button>
        }
        live
      >
        {t('Saved. It takes effect when {name} starts the next time.', { name: guest.name })}
      </Notice>
    </div>
  )
}

function RuntimeLines({ view }: { view: RuntimeView }) {
  return (
    <dl className="grid gap-x-10 gap-y-2 text-sm md:grid-cols-2">
      {runtimeLines(view).map(({ label, value }) => (
        <div className="flex justify-between gap-4" key={label}>
          <dt className="text-soft">{label}</dt>
          <dd className="min-w-0 text-right font-medium break-words">{value}</dd>
        </div>
      ))}
    </dl>
  )
}
