'use client'

import { useQuery } from '@tanstack/react-query'
import type { ConsoleId } from '@vserver/core/console/model'
import { t } from '@/language/t.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Notice } from '@/ui/notice.tsx'
import { stoppedWords } from '../recording/recording-words.ts'

const LOOK_MS = 5000

/** Who types here is told that it is taken down, and when that has stopped. */
export function RecordedNote({ guestId, consoleId }: { guestId: string; consoleId: ConsoleId }) {
  const trpc = useTRPC()
  const recording = useQuery({
    ...trpc.recording.ofConsole.queryOptions({ guestId, consoleId }),
    refetchInterval: LOOK_MS,
  })
  if (recording.data?.state === 'recording')
    return (
      <p className="flex items-center gap-2 border-b border-line px-4 py-1.5 text-sm text-soft" role="status">
        <span aria-hidden="true" className="size-2 shrink-0 rounded-full bg-bad" />
        {t('This console is recorded: what is shown and what is typed, but not hidden passwords.')}
      </p>
    )
  if (recording.data?.state === 'stopped' && recording.data.why !== 'exit')
    return (
      <div className="border-b border-line p-3">
        <Notice live tone="warn">
          {stoppedWords(recording.data.why)}
        </Notice>
      </div>
    )
  return null
}
