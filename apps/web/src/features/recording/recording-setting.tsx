'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { t } from '@/language/t.ts'
import { messageFor } from '@/messages.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Card } from '@/ui/card.tsx'
import { Choice } from '@/ui/choice.tsx'
import { useToast } from '@/ui/toast.tsx'
import { useMe } from '../session/me.tsx'

type Wanted = 'on' | 'off' | 'customer'

/** Whether the owners' own consoles are recorded; those of staff always are. */
export function RecordingSetting({ guestId }: { guestId: string }) {
  const trpc = useTRPC()
  const queries = useQueryClient()
  const toast = useToast()
  const { role } = useMe().user
  const setting = useQuery(trpc.recording.setting.queryOptions({ guestId }))
  const save = useMutation(
    trpc.recording.setGuest.mutationOptions({
      onSuccess: () => {
        toast('good', t('Saved. It counts for consoles that are opened from now on.'))
        return queries.invalidateQueries(trpc.recording.setting.pathFilter())
      },
      onError: (error) => toast('bad', messageFor(error)),
    }),
  )
  if (!setting.data) return null
  const { guest, customer, keptDays } = setting.data
  const current: Wanted = guest === null ? 'customer' : guest ? 'on' : 'off'
  const kept = t('Recordings are encrypted and kept for {days, plural, one {# day} other {# days}}.', {
    days: keptDays,
  })
  if (role === 'support')
    return (
      <p className="px-1 text-sm text-soft">
        {kept} {t('Only an administrator can remove one earlier.')}
      </p>
    )
  return (
    <Card
      description={`${kept} ${t('Passwords typed where nothing is shown are never recorded.')}`}
      title={t("The owners' own consoles")}
    >
      <Choice
        current={current}
        label={t("Record the owners' own consoles")}
        onChange={(wanted: Wanted) =>
          save.mutate({ guestId, record: wanted === 'customer' ? null : wanted === 'on' })
        }
        options={[
          { id: 'on', label: t('Record') },
          { id: 'off', label: t('Do not record') },
          {
            id: 'customer',
            label: customer
              ? t('As the customer has it (record)')
              : t('As the customer has it (do not record)'),
          },
        ]}
      />
    </Card>
  )
}
