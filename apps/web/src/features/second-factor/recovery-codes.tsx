import { t } from '@/language/t.ts'
import { Button } from '@/ui/button.tsx'
import { CopyButton } from '@/ui/copy-button.tsx'
import { Notice } from '@/ui/notice.tsx'

/** Shown once; nobody can read them again. */
export function RecoveryCodes({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) {
  return (
    <>
      <Notice tone="warn">
        {t(
          'These codes are shown only now. Each opens your account once when the device is lost: print them or keep them where your passwords are.',
        )}
      </Notice>
      <ul aria-label={t('Recovery codes')} className="mt-5 grid gap-2 sm:grid-cols-2">
        {codes.map((code) => (
          <li className="rounded-lg bg-raised px-3 py-1.5 font-mono text-[0.9375rem]" key={code}>
            {code}
          </li>
        ))}
      </ul>
      <div className="mt-6 flex flex-wrap justify-end gap-3">
        <CopyButton label={t('Copy all')} text={codes.join('\n')} />
        <Button onClick={onDone} variant="primary">
          {t('I have kept them')}
        </Button>
      </div>
    </>
  )
}
