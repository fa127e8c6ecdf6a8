'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useId, useRef, useState } from 'react'
import { rich, t } from '@/language/t.ts'
import { messageFor } from '@/messages.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import { Notice } from '@/ui/notice.tsx'
import { ProgressBar } from '@/ui/progress-bar.tsx'
import { type Sent, sendImport } from './send-import.ts'

type State =
  | { kind: 'idle' }
  | { kind: 'sending'; name: string; percent: number; stop: () => void }
  | { kind: 'done'; sent: Sent }
  | { kind: 'failed'; message: string }

/** Sends an archive to the host, with its progress and a way to stop. */
export function ImportUpload() {
  const trpc = useTRPC()
  const client = useQueryClient()
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  const [state, setState] = useState<State>({ kind: 'idle' })
  const send = async (file: File) => {
    const upload = sendImport(file, (percent) =>
      setState({ kind: 'sending', name: file.name, percent, stop: upload.stop }),
    )
    setState({ kind: 'sending', name: file.name, percent: 0, stop: upload.stop })
    try {
      setState({ kind: 'done', sent: await upload.done })
    } catch (error) {
      setState({ kind: 'failed', message: messageFor(error) })
    }
    await client.invalidateQueries(trpc.template.imports.queryFilter())
  }
  return (
    <div className="space-y-3">
      <input
        accept=".tar,.gz,.tgz,.xz,.zst"
        aria-label={t('Archive to import')}
        className="sr-only"
        id={id}
        onChange={(event) => {
          const [file] = event.target.files ?? []
          if (file) void send(file)
          event.target.value = ''
        }}
        ref={input}
        tabIndex={-1}
        type="file"
      />
      <Button
        deniedReason={state.kind === 'sending' ? t('An archive is being sent.') : null}
        icon="plus"
        onClick={() => input.current?.click()}
        size="small"
      >
        {t('Import archive…')}
      </Button>
      <UploadState state={state} />
    </div>
  )
}

function UploadState({ state }: { state: State }) {
  switch (state.kind) {
    case 'idle':
      return null
    case 'sending':
      return (
        <div className="flex flex-wrap items-center gap-3">
          <div className="min-w-0 flex-1 basis-60">
            <p className="mb-1.5 text-sm text-soft">
              {t('Sending {name}: {percent} %', { name: state.name, percent: Math.round(state.percent) })}
            </p>
            <ProgressBar label={t('Sending {name}', { name: state.name })} percent={state.percent} />
          </div>
          <Button onClick={state.stop} size="small">
            {t('Stop')}
          </Button>
        </div>
      )
    case 'failed':
      return (
        <Notice live tone="bad">
          {state.message}
        </Notice>
      )
    case 'done':
      return (
        <Notice live tone="good">
          {rich('{name} was imported. Its SHA-256 checksum is {checksum}.', {
            name: state.sent.name,
            checksum: <code className="font-mono break-all">{state.sent.checksum}</code>,
          })}
        </Notice>
      )
  }
}
