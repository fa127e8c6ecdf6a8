'use client'

import { useQuery } from '@tanstack/react-query'
import type { TemplateVersion } from '@vserver/core/template/model'
import { t } from '@/language/t.ts'
import { messageFor } from '@/messages.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Dialog } from '@/ui/dialog.tsx'
import { LogView } from '@/ui/log-view.tsx'
import { Notice } from '@/ui/notice.tsx'
import { useLogTail } from './use-log-tail.ts'

const LOG_EVERY_MS = 1500

/** Reads on from where it stopped, as long as the template is being built. */
export function TemplateLogDialog({ version, onClose }: { version: TemplateVersion; onClose: () => void }) {
  const trpc = useTRPC()
  const tail = useLogTail()
  const log = useQuery(
    trpc.template.log.queryOptions(
      { id: version.id, offset: tail.offset },
      { refetchInterval: version.state === 'building' ? LOG_EVERY_MS : false },
    ),
  )
  tail.take(log.data)
  return (
    <Dialog onClose={onClose} title={t('Log of {name}', { name: version.id })} wide>
      {log.isError && (
        <div className="mb-4">
          <Notice tone="bad">{messageFor(log.error)}</Notice>
        </div>
      )}
      <LogView label={t('Log of {name}', { name: version.id })} text={tail.text} />
    </Dialog>
  )
}
