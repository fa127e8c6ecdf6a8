import { t } from '@/language/t.ts'
import { Button } from '@/ui/button.tsx'
import { CopyButton } from '@/ui/copy-button.tsx'
import { DialogActions } from '@/ui/dialog.tsx'
import { Notice } from '@/ui/notice.tsx'

/** Shown once, after a user was created; nobody can read it again. */
export function OneTimePassword({
  email,
  password,
  onDone,
}: {
  email: string
  password: string
  onDone: () => void
}) {
  return (
    <>
      <Notice tone="warn">{t('This password is shown only now. Pass it on by a way you trust.')}</Notice>
      <dl className="mt-5 space-y-4">
        <Line name={t('Signs in as')} value={email} />
        <Line name={t('One-time password')} value={password} />
      </dl>
      <p className="mt-4 text-sm text-soft">
        {t('At the first sign-in it must be replaced by an own password.')}
      </p>
      <DialogActions>
        <Button onClick={onDone} variant="primary">
          {t('Done')}
        </Button>
      </DialogActions>
    </>
  )
}

function Line({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt className="text-sm text-faint">{name}</dt>
      <dd className="mt-1 flex flex-wrap items-center justify-between gap-3">
        <code className="min-w-0 rounded-lg bg-raised px-3 py-1.5 font-mono text-[0.9375rem] break-all">
          {value}
        </code>
        <CopyButton text={value} />
      </dd>
    </div>
  )
}
