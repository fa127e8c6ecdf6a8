import { rich, t } from '@/language/t.ts'
import { buttonClass } from './button-look.ts'
import { cx } from './cx.ts'
import { Outline, RESTART, WARNING } from './outline.tsx'

/** What went wrong in one sentence, a way to try again, and the id that support can look up. */
export function ErrorState({
  message,
  requestId,
  onRetry,
}: {
  message: string
  requestId?: string | null
  onRetry?: () => void
}) {
  return (
    <div className="flex flex-col items-center px-6 py-12 text-center" role="alert">
      <span className="mb-4 inline-flex size-12 items-center justify-center rounded-2xl bg-bad-tint text-bad">
        <Outline size={24}>{WARNING}</Outline>
      </span>
      <p className="max-w-[60ch] font-medium">{message}</p>
      {requestId && (
        <p className="mt-1 text-sm text-faint">
          {rich('Reference <code>{requestId}</code>', {
            requestId,
            code: (id) => <code className="font-mono">{id}</code>,
          })}
        </p>
      )}
      {onRetry && (
        <button className={cx(buttonClass(), 'mt-5')} onClick={onRetry} type="button">
          <Outline>{RESTART}</Outline>
          {t('Try again')}
        </button>
      )}
    </div>
  )
}
