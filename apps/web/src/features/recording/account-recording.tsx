'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { t } from '@/language/t.ts'
import { messageFor } from '@/messages.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Card } from '@/ui/card.tsx'
import { Choice } from '@/ui/choice.tsx'
import { useToast } from '@/ui/toast.tsx'

/** For a customer: all of its guests that do not say otherwise. */
export function AccountRecording() {
  const trpc = useTRPC()
  const queries = useQueryClient()
  const toast = useToast()
  const setting = useQuery(trpc.recording.accountSetting.queryOptions())
  const save = useMutation(
    trpc.recording.setAccount.mutationOptions({
      onSuccess: () => {
        toast('good', t('Saved. It counts for consoles that are opened from now on.'))
        return queries.invalidateQueries(trpc.recording.pathFilter())
      },
      onError: (error) => toast('bad', messageFor(error)),
    }),
  )
  if (!setting.data) return null
  return (
    <Card
      description={t('Guests that are set on their own page keep what is set there.')}
      title={t('All your guests')}
    >
      <Choice
        current={setting.data.record ? 'on' : 'off'}
        label={t('Record your own consoles in all guests')}
        onChange={(wanted) => save.mutate({ record: wanted === 'on' })}
        options={[
          { id: 'on', label: t('Record in all guests') },
          { id: 'off', label: t('Do not record in any') },
        ]}
      />
    </Card>
  )
}
