'use client'

import { useMutation } from '@tanstack/react-query'
import { z } from 'zod'
import { t } from '@/language/t.ts'
import { messageFor } from '@/messages.ts'
import { CONSENT_MAX_MINUTES } from '@/server/services/consent/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import { Dialog, DialogActions } from '@/ui/dialog.tsx'
import { TextField } from '@/ui/field.tsx'
import { Form } from '@/ui/form.tsx'
import { SubmitButton } from '@/ui/submit-button.tsx'
import { useToast } from '@/ui/toast.tsx'
import { FIRST_CHOICE, HowLong, toMinutes } from './how-long.ts'
import { HowLongFields } from './how-long-fields.tsx'
import { useConsentRefresh } from './use-consent-refresh.ts'

const Give = HowLong(CONSENT_MAX_MINUTES).extend({ note: z.string().trim().max(500) })

/** The owner lets the staff in. */
export function GiveDialog({ guestId, onClose }: { guestId: string; onClose: () => void }) {
  const trpc = useTRPC()
  const toast = useToast()
  const refresh = useConsentRefresh()
  const give = useMutation(
    trpc.consent.give.mutationOptions({
      onSuccess: () => {
        toast('good', t('Support may enter now.'))
        onClose()
      },
      onSettled: refresh,
    }),
  )
  return (
    <Dialog onClose={onClose} title={t('Let support in')}>
      <Form
        initial={{ ...FIRST_CHOICE, note: '' }}
        label={t('Let support in')}
        onSubmit={({ note, ...time }) => give.mutate({ guestId, minutes: toMinutes(time), note })}
        pending={give.isPending}
        problem={give.error ? messageFor(give.error) : null}
        schema={Give}
      >
        <p className="text-soft">
          {t(
            'Support can open a console as root in this guest until the time is over. You see who is inside, can watch, and can end it at any time.',
          )}
        </p>
        <HowLongFields max={CONSENT_MAX_MINUTES} />
        <TextField label={t('Note for support (optional)')} maxLength={500} name="note" />
        <DialogActions>
          <Button onClick={onClose}>{t('Cancel')}</Button>
          <SubmitButton>{t('Let support in')}</SubmitButton>
        </DialogActions>
      </Form>
    </Dialog>
  )
}
