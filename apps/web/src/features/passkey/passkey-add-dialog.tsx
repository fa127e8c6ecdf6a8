'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { msg, t } from '@/language/t.ts'
import { messageFor } from '@/messages.ts'
import { AddPasskeyRequest } from '@/server/services/passkey/model.ts'
import { useTRPC, useTRPCClient } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import { Dialog, DialogActions } from '@/ui/dialog.tsx'
import { TextField } from '@/ui/field.tsx'
import { Form } from '@/ui/form.tsx'
import { SubmitButton } from '@/ui/submit-button.tsx'
import { useToast } from '@/ui/toast.tsx'
import { deviceName } from '../session/device-name.ts'
import { createKey } from './browser-key.ts'

const Name = AddPasskeyRequest.pick({ name: true })

export function PasskeyAddDialog({ onClose }: { onClose: () => void }) {
  const trpc = useTRPC()
  const calls = useTRPCClient()
  const client = useQueryClient()
  const toast = useToast()
  const [isTurnedDown, setTurnedDown] = useState(false)
  const add = useMutation({
    mutationFn: async (name: string) => {
      setTurnedDown(false)
      const answer = await createKey(await calls.passkey.begin.mutate())
      if (answer === null) return setTurnedDown(true)
      await calls.passkey.add.mutate({ name, answer })
      toast('good', t('{name} signs you in from now on.', { name }))
      onClose()
    },
    onSettled: () => client.invalidateQueries(trpc.passkey.pathFilter()),
  })
  const problem = add.error ? messageFor(add.error) : isTurnedDown ? t(TURNED_DOWN) : null
  return (
    <Dialog onClose={onClose} title={t('Add a passkey')}>
      <Form
        initial={{ name: deviceName(navigator.userAgent) }}
        label={t('Add a passkey')}
        onSubmit={({ name }) => add.mutate(name)}
        pending={add.isPending}
        problem={problem}
        schema={Name}
      >
        <TextField
          autoFocus
          hint={t('So that you know it again. Your browser then asks for your finger, face or PIN.')}
          label={t('Name of the device')}
          name="name"
        />
        <DialogActions>
          <Button onClick={onClose}>{t('Cancel')}</Button>
          <SubmitButton>{t('Go on')}</SubmitButton>
        </DialogActions>
      </Form>
    </Dialog>
  )
}

const TURNED_DOWN = msg(
  'The browser made no passkey: the question was turned down, or this device has one already.',
)
