'use client'

import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { t } from '@/language/t.ts'
import { messageFor } from '@/messages.ts'
import { useTRPCClient } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import { DialogActions } from '@/ui/dialog.tsx'
import { Notice } from '@/ui/notice.tsx'
import { askKey } from './browser-key.ts'

/** Proves who sits here by a passkey. */
export function PasskeyProof({ onDone, onCancel }: { onDone: () => void; onCancel: () => void }) {
  const calls = useTRPCClient()
  const [isTurnedDown, setTurnedDown] = useState(false)
  const prove = useMutation({
    mutationFn: async () => {
      setTurnedDown(false)
      const answer = await askKey(await calls.passkey.ask.mutate())
      if (answer === null) return setTurnedDown(true)
      await calls.me.prove.mutate({ kind: 'passkey', answer })
      onDone()
    },
  })
  const problem = prove.error
    ? messageFor(prove.error)
    : isTurnedDown
      ? t('No passkey was given. Try again.')
      : null
  return (
    <>
      {problem && (
        <Notice live tone="bad">
          {problem}
        </Notice>
      )}
      <DialogActions>
        <Button onClick={onCancel}>{t('Cancel')}</Button>
        <Button onClick={() => prove.mutate()} pending={prove.isPending} variant="primary">
          {t('Use a passkey')}
        </Button>
      </DialogActions>
    </>
  )
}
