'use client'

import { t } from '@/language/t.ts'
import { type ApiCall, curlOf } from './api-call.ts'
import { CopyButton } from './copy-button.tsx'

/** The call as a line for a shell. */
export function ApiCallView({ call }: { call: ApiCall }) {
  const text = curlOf(window.location.origin, call)
  return (
    <div className="min-w-0 space-y-2">
      <pre className="rounded-lg bg-raised p-3 font-mono text-[0.8125rem] break-all whitespace-pre-wrap">
        {text}
      </pre>
      <CopyButton label={t('Copy command')} text={text} />
    </div>
  )
}
