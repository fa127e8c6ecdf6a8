'use client'

import { useMutation } from '@tanstack/react-query'
import { z } from 'zod'
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
    title: 'Ask for consent',
    text: 'The owner of the guest sees your request in the panel and gets it by e-mail when mail is set up. You may enter once it is allowed.',
    submit: 'Ask the owner',
    done: 'The owner was asked.',
    max: CONSENT_MAX_MINUTES,
  },
  breakGlass: {
    title: 'Enter without consent (break-glass)',
    text: 'Only for emergencies. Somebody else of the staff has to agree within 15 minutes. The owner is told who entered, who agreed and why.',
    submit: 'Ask a second person',
    done: 'Now somebody else of the staff has to agree.',
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
      toast('good', done)
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
      .min(10, 'Say why in at least 10 characters; the owner reads it.')
      .max(500, 'At most 500 characters.'),
  })
  return (
    <Dialog onClose={onClose} title={title}>
      <Form
        initial={{ ...FIRST_CHOICE, reason: '' }}
        label={title}
        onSubmit={({ reason, ...time }) => ask.mutate({ guestId, minutes: toMinutes(time), reason })}
        pending={ask.isPending}
        problem={ask.error ? messageFor(ask.error) : null}
        schema={schema}
      >
        <p className="text-soft">{text}</p>
        <TextField label="Reason" name="reason" />
        <HowLongFields max={max} />
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <SubmitButton variant={kind === 'breakGlass' ? 'danger' : 'primary'}>{submit}</SubmitButton>
        </DialogActions>
      </Form>
    </Dialog>
  )
}
