'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { rich, t } from '@/language/t.ts'
import { messageFor } from '@/messages.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import { Dialog, DialogActions } from '@/ui/dialog.tsx'
import { formatBytes } from '@/ui/format-bytes.ts'
import { Notice } from '@/ui/notice.tsx'
import { TimeAgo } from '@/ui/time-ago.tsx'
import { useToast } from '@/ui/toast.tsx'
import { QueryView } from '../feedback/query-view.tsx'
import { unusedWords } from './template-words.ts'

/** What nobody uses, shown before it goes; exactly what was shown is deleted. */
export function TemplateCollectDialog({ onClose }: { onClose: () => void }) {
  const trpc = useTRPC()
  const client = useQueryClient()
  const toast = useToast()
  const unused = useQuery(trpc.template.unused.queryOptions())
  const collect = useMutation(
    trpc.template.collect.mutationOptions({
      onSuccess: ({ length }) => {
        toast(
          'good',
          t('{count, plural, one {# version was deleted.} other {# versions were deleted.}}', {
            count: length,
          }),
        )
        onClose()
      },
      onSettled: () => client.invalidateQueries(trpc.template.pathFilter()),
    }),
  )
  return (
    <Dialog onClose={onClose} title={t('Delete unused versions')}>
      <QueryView query={unused}>
        {(rows) =>
          rows.length === 0 ? (
            <p className="text-soft">
              {t(
                'Every version is used by a guest or is the newest of its template, so there is nothing to delete.',
              )}
            </p>
          ) : (
            <>
              <p className="mb-3 text-soft">
                {t('No guest is made from these, and each has a newer version: {versions}.', {
                  versions: unusedWords(rows),
                })}
              </p>
              <ul className="divide-y divide-line rounded-xl border border-line text-sm">
                {rows.map((row) => (
                  <li className="flex flex-wrap justify-between gap-3 px-4 py-2.5" key={row.id}>
                    <span className="font-medium">{row.id}</span>
                    <span className="text-faint">
                      {row.bytes !== null && formatBytes(row.bytes)}
                      {row.builtAt && (
                        <>
                          {' · '}
                          {rich('built {time}', { time: <TimeAgo at={row.builtAt} /> })}
                        </>
                      )}
                    </span>
                  </li>
                ))}
              </ul>
            </>
          )
        }
      </QueryView>
      {collect.error && (
        <div className="mt-4">
          <Notice live tone="bad">
            {messageFor(collect.error)}
          </Notice>
        </div>
      )}
      <DialogActions>
        <Button onClick={onClose}>{t('Cancel')}</Button>
        <Button
          deniedReason={unused.data?.length ? null : t('There is nothing to delete.')}
          onClick={() => collect.mutate({ ids: (unused.data ?? []).map(({ id }) => id) })}
          pending={collect.isPending}
          variant="danger"
        >
          {t('Delete them')}
        </Button>
      </DialogActions>
    </Dialog>
  )
}
