'use client'

import { useMutation } from '@tanstack/react-query'
import { z } from 'zod'
import { msg, t } from '@/language/t.ts'
import { messageFor } from '@/messages.ts'
import {
  BREAK_GLASS_MAX_MINUTES,
  CONSENT_MAX_MINUTES,
  type GrantKind,
} from '@/server/services/consent/model.ts'
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

const WORDS = {
  consent: {
    title: msg('Ask for consent'),
    text: msg(
      'The owner of the guest sees your request in the panel and gets it by e-mail when mail is set up. You may enter once it is allowed.',
    ),
    submit: msg('Ask the owner'),
    done: msg('The owner was asked.'),
    max: CONSENT_MAX_MINUTES,
  },
  breakGlass: {
    title: msg('Enter without consent (break-glass)'),
    text: msg(
      'Only for emergencies. Somebody else of the staff has to agree within 15 minutes. The owner is told who entered, who agreed and why.',
    ),
    submit: msg('Ask a second person'),
    done: msg('Now somebody else of the staff has to agree.'),
    max: BREAK_GLASS_MAX_MINUTES,
  },
} as const satisfies Record<GrantKind, object>

type Props = { guestId: string; kind: GrantKind; onClose: () => void }

/** Staff asks the owner, or a second person instead. */
export function AskDialog({ guestId, kind, onClose }: Props) {
  const trpc = useTRPC()
  const toast = useToast()
  const refresh = useConsentRefresh()
  const { title, text, submit, done, max } = WORDS[kind]
  const options = {
    onSuccess: () => {
      toast('good', t(done))
      onClose()
    },
    onSettled: refresh,
  }
  const consent = useMutation(trpc.consent.ask.mutationOptions(options))
  const breakGlass = useMutation(trpc.consent.askBreakGlass.mutationOptions(options))
  const ask = kind === 'consent' ? consent : breakGlass
  const schema = HowLong(max).extend({
    reason: z
      .string()
      .trim()
      .min(10, t('Say why in at least 10 characters; the owner reads it.'))
      .max(500, t('At most 500 characters.')),
  })
  return (
    <Dialog onClose={onClose} title={t(title)}>
      <Form
        initial={{ ...FIRST_CHOICE, reason: '' }}
        label={t(title)}
        onSubmit={({ reason, ...time }) => ask.mutate({ guestId, minutes: toMinutes(time), reason })}
        pending={ask.isPending}
        problem={ask.error ? messageFor(ask.error) : null}
        schema={schema}
      >
        <p className="text-soft">{t(text)}</p>
        <TextField label={t('Reason')} name="reason" />
        <HowLongFields max={max} />
        <DialogActions>
          <Button onClick={onClose}>{t('Cancel')}</Button>
          <SubmitButton variant={kind === 'breakGlass' ? 'danger' : 'primary'}>{t(submit)}</SubmitButton>
        </DialogActions>
      </Form>
    </Dialog>
  )
}
