import { t } from '@/language/t.ts'
import { Button } from '@/ui/button.tsx'
import { CopyButton } from '@/ui/copy-button.tsx'
import { DialogActions } from '@/ui/dialog.tsx'
import { Notice } from '@/ui/notice.tsx'

/** Shown once; the panel keeps only a hash. */
export function TokenSecret({ secret, onDone }: { secret: string; onDone: () => void }) {
  return (
    <>
      <Notice tone="warn">{t('The token is shown only now. Keep it where your program finds it.')}</Notice>
      <div className="mt-5 flex flex-wrap items-center justify-between gap-3">
        <code className="min-w-0 rounded-lg bg-raised px-3 py-1.5 font-mono text-[0.9375rem] break-all">
          {secret}
        </code>
        <CopyButton text={secret} />
      </div>
      <DialogActions>
        <Button onClick={onDone} variant="primary">
          {t('Done')}
        </Button>
      </DialogActions>
    </>
  )
}
