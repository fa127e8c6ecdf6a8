'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { ImportFile } from '@vserver/core/template/model'
import { t } from '@/language/t.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import { Card } from '@/ui/card.tsx'
import { formatBytes } from '@/ui/format-bytes.ts'
import { TimeAgo } from '@/ui/time-ago.tsx'
import { useToast } from '@/ui/toast.tsx'
import { QueryView } from '../feedback/query-view.tsx'
import { useFailureToast } from '../feedback/use-failure-toast.ts'
import { ImportUpload } from './import-upload.tsx'

/** Archives on the host that templates can be made from. */
export function ImportCard() {
  const trpc = useTRPC()
  const files = useQuery(trpc.template.imports.queryOptions())
  return (
    <Card
      description={t('Files a template can be made from: .tar, .tar.gz, .tar.xz or .tar.zst.')}
      title={t('Imported archives')}
    >
      <div className="space-y-4">
        <QueryView query={files}>
          {(rows) =>
            rows.length === 0 ? (
              <p className="text-sm text-faint">
                {t('None yet. Choose one here, or copy it into the imports directory on the host.')}
              </p>
            ) : (
              <ul className="divide-y divide-line rounded-xl border border-line text-sm">
                {rows.map((file) => (
                  <ImportRow file={file} key={file.name} />
                ))}
              </ul>
            )
          }
        </QueryView>
        <ImportUpload />
      </div>
    </Card>
  )
}

function ImportRow({ file }: { file: ImportFile }) {
  const trpc = useTRPC()
  const client = useQueryClient()
  const toast = useToast()
  const onError = useFailureToast()
  const remove = useMutation(
    trpc.template.removeImport.mutationOptions({
      onError,
      onSuccess: () => toast('good', t('{name} was deleted.', { name: file.name })),
      onSettled: () => client.invalidateQueries(trpc.template.imports.queryFilter()),
    }),
  )
  return (
    <li className="flex flex-wrap items-center justify-between gap-3 px-4 py-2.5">
      <span className="min-w-0">
        <span className="font-medium break-all">{file.name}</span>
        <span className="block text-faint">
          {formatBytes(file.bytes)} · <TimeAgo at={file.changedAt} />
        </span>
      </span>
      <Button
        aria-label={t('Delete archive {name}', { name: file.name })}
        onClick={() => remove.mutate({ file: file.name })}
        pending={remove.isPending}
        size="small"
        variant="quiet"
      >
        {t('Delete')}
      </Button>
    </li>
  )
}
