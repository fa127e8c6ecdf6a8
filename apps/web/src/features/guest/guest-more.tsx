'use client'

import type { GuestView } from '@/server/services/guest/model.ts'
import { GuestActivity } from '../audit/guest-activity.tsx'
import { GuestEvents } from '../audit/guest-events.tsx'
import { AccessCard } from '../consent/access-card.tsx'
import { FilesCard } from '../files/files-card.tsx'
import { LimitUseCard } from '../limit/limit-use-card.tsx'
import { NetworkCard } from '../network/network-card.tsx'
import { RuntimeCard } from '../runtime/runtime-card.tsx'
import { SshAccessCard } from '../ssh-key/ssh-access-card.tsx'

/** What a guest has and is, and what happened to it: the part of its page below the charts. */
export function GuestMore({ guest }: { guest: GuestView }) {
  return (
    <>
      <NetworkCard guest={guest} />
      <FilesCard guest={guest} />
      <LimitUseCard guest={guest} />
      <RuntimeCard guest={guest} />
      <SshAccessCard guest={guest} />
      <AccessCard guestId={guest.id} />
      <div className="grid gap-5 lg:grid-cols-[minmax(0,1fr)_20rem] lg:items-start">
        <GuestActivity guestId={guest.id} />
        <GuestEvents guestId={guest.id} />
      </div>
    </>
  )
}
