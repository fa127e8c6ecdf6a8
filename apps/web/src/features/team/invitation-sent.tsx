'use client'

import { t } from '@/language/t.ts'
import type { NewInvitation } from '@/server/services/team/model.ts'
import { Button } from '@/ui/button.tsx'
import { CopyButton } from '@/ui/copy-button.tsx'
import { DialogActions } from '@/ui/dialog.tsx'
import { Notice } from '@/ui/notice.tsx'

/** Where the invitation went: by letter, or as a link that is shown only now. */
export function InvitationSent({ invitation, onDone }: { invitation: NewInvitation; onDone: () => void }) {
  const { email, token } = invitation
  return (
    <>
      {token === null ? (
        <Notice tone="good">{t('A letter with the invitation is on its way to {email}.', { email })}</Notice>
      ) : (
        <InvitationLink email={email} link={`${window.location.origin}/invitation#${token}`} />
      )}
      <p className="mt-4 text-sm text-soft">
        {t('It can be used once, within seven days, and can be taken back until then.')}
      </p>
      <DialogActions>
        <Button onClick={onDone} variant="primary">
          {t('Done')}
        </Button>
      </DialogActions>
    </>
  )
}

function InvitationLink({ email, link }: { email: string; link: string }) {
  return (
    <>
      <Notice tone="warn">
        {t('No letter was sent. This link is shown only now: pass it on to {email} by a way you trust.', {
          email,
        })}
      </Notice>
      <div className="mt-5 flex flex-wrap items-center justify-between gap-3">
        <code
          className="min-w-0 rounded-lg bg-raised px-3 py-1.5 font-mono text-sm break-all"
          data-testid="invitation-link"
        >
          {link}
        </code>
        <CopyButton text={link} />
      </div>
    </>
  )
}
