'use client'

import { useMutation } from '@tanstack/react-query'
import { t } from '@/language/t.ts'
import { messageFor } from '@/messages.ts'
import type { AlertRuleView, SavedRule, SaveRuleRequest } from '@/server/services/alert/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import { CopyButton } from '@/ui/copy-button.tsx'
import { Dialog, DialogActions } from '@/ui/dialog.tsx'
import { Form } from '@/ui/form.tsx'
import { Notice } from '@/ui/notice.tsx'
import { SubmitButton } from '@/ui/submit-button.tsx'
import { useToast } from '@/ui/toast.tsx'
import { AlertFields } from './alert-fields.tsx'
import { AlertForm, newDraft, toDraft } from './alert-form.ts'
import { useAlertRefresh } from './use-alert-refresh.ts'

type Props = { rule: AlertRuleView | null; hasMail: boolean; hasHosts: boolean; onClose: () => void }

/** A new rule, or one that is changed; the secret of a new web hook is shown once. */
export function AlertDialog({ rule, hasMail, hasHosts, onClose }: Props) {
  const trpc = useTRPC()
  const toast = useToast()
  const refresh = useAlertRefresh()
  const done = {
    onSuccess: ({ webhookSecret }: SavedRule) => {
      if (webhookSecret !== null) return
      toast('good', t('Alert saved.'))
      onClose()
    },
    onSettled: refresh,
  }
  const create = useMutation(trpc.alert.create.mutationOptions(done))
  const update = useMutation(trpc.alert.update.mutationOptions(done))
  const secret = create.data?.webhookSecret ?? update.data?.webhookSecret
  if (secret) return <Secret onClose={onClose} secret={secret} />
  const save = (wanted: SaveRuleRequest) =>
    rule ? update.mutate({ ruleId: rule.id, rule: wanted }) : create.mutate({ rule: wanted })
  const error = create.error ?? update.error
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
  return (
    <Dialog onClose={onClose} title={rule ? t('Alert {name}', { name: rule.name }) : t('New alert')}>
      <Form
        initial={rule ? toDraft(rule, timeZone) : newDraft(timeZone, hasMail)}
        label={t('Alert')}
        onSubmit={save}
        pending={create.isPending || update.isPending}
        problem={error ? messageFor(error) : null}
        schema={AlertForm}
      >
        <AlertFields hasHosts={hasHosts} hasMail={hasMail} />
        <DialogActions>
          <Button onClick={onClose}>{t('Cancel')}</Button>
          <SubmitButton>{t('Save alert')}</SubmitButton>
        </DialogActions>
      </Form>
    </Dialog>
  )
}

function Secret({ secret, onClose }: { secret: string; onClose: () => void }) {
  return (
    <Dialog onClose={onClose} title={t('Secret of the web hook')}>
      <Notice tone="warn">{t('It is shown only now.')}</Notice>
      <p className="mt-4 text-sm text-soft">
        {t(
          'Every message carries the header x-vserver-signature: “sha256=” and the HMAC-SHA256 of its body with this secret, in hexadecimal. Refuse messages that do not.',
        )}
      </p>
      <p className="mt-4 flex flex-wrap items-center justify-between gap-3">
        <code className="min-w-0 rounded-lg bg-raised px-3 py-1.5 font-mono text-[0.9375rem] break-all">
          {secret}
        </code>
        <CopyButton text={secret} />
      </p>
      <DialogActions>
        <Button onClick={onClose} variant="primary">
          {t('Done')}
        </Button>
      </DialogActions>
    </Dialog>
  )
}
