'use client'

import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { z } from 'zod'
import { msg, t } from '@/language/t.ts'
import { messageFor } from '@/messages.ts'
import { CodeRequest, type ProofRequest } from '@/server/services/second-factor/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import { Choice } from '@/ui/choice.tsx'
import { Dialog, DialogActions } from '@/ui/dialog.tsx'
import { TextField } from '@/ui/field.tsx'
import { Form } from '@/ui/form.tsx'
import { SubmitButton } from '@/ui/submit-button.tsx'
import { PasskeyProof } from '../passkey/passkey-proof.tsx'
import { useNoKeysReason } from '../passkey/use-no-keys-reason.ts'
import { CodeField } from './code-field.tsx'

const Password = z.object({ password: z.string().min(1, msg('Enter your password.')) })
const KINDS = [
  { id: 'password', label: msg('Password') },
  { id: 'code', label: msg('Code') },
  { id: 'passkey', label: msg('Passkey') },
] as const
type Kind = (typeof KINDS)[number]['id']

/** Before a dangerous act: is it still the same person? What they asked for goes on by itself. */
export function ProofDialog({ onDone }: { onDone: (isProved: boolean) => void }) {
  const trpc = useTRPC()
  const [kind, setKind] = useState<Kind>('password')
  const factor = useQuery(trpc.secondFactor.get.queryOptions())
  const keys = useQuery(trpc.passkey.list.queryOptions())
  const reason = useNoKeysReason()
  const has = { password: true, code: factor.data?.isOn, passkey: reason === null && keys.data?.length }
  const kinds = KINDS.filter(({ id }) => has[id]).map(({ id, label }) => ({ id, label: t(label) }))
  const prove = useMutation(trpc.me.prove.mutationOptions({ onSuccess: () => onDone(true) }))
  const form = {
    label: t('Prove who you are'),
    pending: prove.isPending,
    problem: prove.error ? messageFor(prove.error) : null,
  }
  const send = (request: ProofRequest) => prove.mutate(request)
  const actions = (
    <DialogActions>
      <Button onClick={() => onDone(false)}>{t('Cancel')}</Button>
      <SubmitButton>{t('Go on')}</SubmitButton>
    </DialogActions>
  )
  return (
    <Dialog onClose={() => onDone(false)} title={t('Is it you?')}>
      <p className="mb-5 text-soft">
        {t(
          'This is asked before acts that are hard to undo. Yours then goes on by itself, and you are not asked again for ten minutes.',
        )}
      </p>
      {kinds.length > 1 && (
        <div className="mb-5">
          <Choice current={kind} label={t('Prove it by')} onChange={setKind} options={kinds} />
        </div>
      )}
      {kind === 'password' && (
        <Form
          {...form}
          initial={{ password: '' }}
          onSubmit={({ password }) => send({ kind: 'password', password })}
          schema={Password}
        >
          <TextField
            autoComplete="current-password"
            autoFocus
            label={t('Your password')}
            name="password"
            type="password"
          />
          {actions}
        </Form>
      )}
      {kind === 'code' && (
        <Form
          {...form}
          initial={{ code: '' }}
          onSubmit={({ code }) => send({ kind: 'code', code })}
          schema={CodeRequest}
        >
          <CodeField />
          {actions}
        </Form>
      )}
      {kind === 'passkey' && <PasskeyProof onCancel={() => onDone(false)} onDone={() => onDone(true)} />}
    </Dialog>
  )
}
