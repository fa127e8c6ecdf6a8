'use client'

import { useMutation } from '@tanstack/react-query'
import { z } from 'zod'
import { messageFor } from '@/messages.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import { Dialog, DialogActions } from '@/ui/dialog.tsx'
import { TextField } from '@/ui/field.tsx'
import { Form } from '@/ui/form.tsx'
import { SubmitButton } from '@/ui/submit-button.tsx'

const Password = z.object({ password: z.string().min(1, 'Enter your password.') })

/** Before a dangerous act: is it still the same person? What they asked for goes on by itself. */
export function ProofDialog({ onDone }: { onDone: (isProved: boolean) => void }) {
  const trpc = useTRPC()
  const prove = useMutation(trpc.me.prove.mutationOptions({ onSuccess: () => onDone(true) }))
  return (
    <Dialog onClose={() => onDone(false)} title="Is it you?">
      <p className="mb-5 text-soft">
        This is asked before acts that are hard to undo. It goes on by itself, and you are not asked again for
        ten minutes.
      </p>
      <Form
        initial={{ password: '' }}
        label="Prove who you are"
        onSubmit={({ password }) => prove.mutate({ kind: 'password', password })}
        pending={prove.isPending}
        problem={prove.error ? messageFor(prove.error) : null}
        schema={Password}
      >
        <TextField
          autoComplete="current-password"
          autoFocus
          label="Your password"
          name="password"
          type="password"
        />
        <DialogActions>
          <Button onClick={() => onDone(false)}>Cancel</Button>
          <SubmitButton>Go on</SubmitButton>
        </DialogActions>
      </Form>
    </Dialog>
  )
}
