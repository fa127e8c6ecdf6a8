'use client'

import { useQuery } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { roleWords } from '@/language/role-words.ts'
import { t } from '@/language/t.ts'
import type { RecordingView } from '@/server/services/recording/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import { Notice } from '@/ui/notice.tsx'
import { openedLater } from '@/ui/opened-later.tsx'
import { PageHeader } from '@/ui/page-header.tsx'
import { Skeleton } from '@/ui/skeleton.tsx'
import { Moment } from '@/ui/time-ago.tsx'
import { QueryView } from '../feedback/query-view.tsx'
import { useMe } from '../session/me.tsx'
import { Player } from './player.tsx'
import { endingWords } from './recording-words.ts'
import { useCast } from './use-cast.ts'

const DeleteRecordingDialog = openedLater(() =>
  import('./delete-recording-dialog.tsx').then((module) => module.DeleteRecordingDialog),
)

type Ref = { guestId: string; guestName: string; recordingId: string }

/** One recording: who, when, how it ended, and the replay. */
export function ReplayPage({ guestId, guestName, recordingId }: Ref) {
  const trpc = useTRPC()
  const recording = useQuery(trpc.recording.get.queryOptions({ guestId, recordingId }))
  return (
    <QueryView query={recording} skeleton={<Skeleton className="h-[32rem] w-full rounded-2xl" />}>
      {(view) => (
        <>
          <PageHeader
            action={<Actions guestId={guestId} recording={view} />}
            crumbs={[
              { label: t('Guests'), href: '/guests' },
              { label: guestName, href: `/guests/${guestId}` },
              { label: t('Recordings'), href: `/guests/${guestId}/recordings` },
            ]}
            description={
              <>
                <Moment at={view.startedAt} />. {endingWords(view)}
              </>
            }
            title={t('Console of {name} ({role})', {
              name: view.user.name,
              role: roleWords(view.user.role),
            })}
          />
          <Replay guestId={guestId} guestName={guestName} recordingId={recordingId} />
        </>
      )}
    </QueryView>
  )
}

function Replay({ guestId, guestName, recordingId }: Ref) {
  const loaded = useCast(guestId, recordingId)
  if (loaded.state === 'failed') return <Notice tone="bad">{loaded.message}</Notice>
  if (loaded.state === 'loading')
    return (
      <div role="status">
        <span className="sr-only">{t('Loading')}</span>
        <Skeleton className="h-[32rem] w-full rounded-2xl" />
      </div>
    )
  return (
    <div className="space-y-5">
      {loaded.isIntact === false && (
        <Notice tone="bad">
          {t(
            'What is stored is not what was recorded: a part of it was changed or is missing. Tell an administrator.',
          )}
        </Notice>
      )}
      {loaded.isIntact === null && (
        <Notice tone="info">{t('The console is still open: this is its recording until now.')}</Notice>
      )}
      {loaded.cast.events.length === 0 ? (
        <Notice tone="info">{t('Nothing was printed in this console.')}</Notice>
      ) : (
        <Player cast={loaded.cast} label={t('Recorded console of {guest}', { guest: guestName })} />
      )}
    </div>
  )
}

function Actions({ guestId, recording }: { guestId: string; recording: RecordingView }) {
  const { role } = useMe().user
  const router = useRouter()
  const [deleting, setDeleting] = useState(false)
  return (
    <>
      {/* A download, not a page: no client-side navigation. */}
      <Button onClick={() => window.location.assign(`/api/recordings/${guestId}/${recording.id}`)}>
        {t('Download .cast')}
      </Button>
      {role === 'admin' && (
        <Button
          deniedReason={recording.endedAt ? null : t('The console is still open; end it first.')}
          icon="trash"
          onClick={() => setDeleting(true)}
        >
          {t('Delete')}
        </Button>
      )}
      {deleting && (
        <DeleteRecordingDialog
          guestId={guestId}
          onClose={() => setDeleting(false)}
          onDeleted={() => router.push(`/guests/${guestId}/recordings`)}
          recordingId={recording.id}
        />
      )}
    </>
  )
}
