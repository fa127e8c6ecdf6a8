import { GuestName } from '@vserver/core/guest/model'
import { z } from 'zod'
import { msg, t } from '@/language/t.ts'
import { CREATED_AT_ONCE_MAX } from '@/server/services/guest/constants.ts'
import { CreateGuestForm } from './create-schema.ts'
import { numberedNames } from './numbered-names.ts'

const FIRST_MAX = 9999

/** What several guests have in common, and how they are named. */
export const CreateSeveralForm = CreateGuestForm.omit({ name: true })
  .extend({
    pattern: z.string().min(1, { error: () => t('Say how the guests are named.') }),
    first: z
      .number({ error: () => t('Enter a number.') })
      .int()
      .min(0)
      .max(FIRST_MAX),
    count: z
      .number({ error: () => t('Enter a number.') })
      .int()
      .min(1)
      .max(CREATED_AT_ONCE_MAX, {
        error: () => t('At most {count} guests at once.', { count: CREATED_AT_ONCE_MAX }),
      }),
  })
  .superRefine(({ pattern, first, count }, context) => {
    const fault = (message: string) => context.addIssue({ code: 'custom', message, path: ['pattern'] })
    if ((pattern.match(/#+/g) ?? []).length > 1) return fault(msg('The number can stand in one place only.'))
    const names = numberedNames(pattern, { first, count })
    // The last one has the most digits.
    for (const name of [names[0], names.at(-1)]) {
      const message = GuestName.safeParse(name).error?.issues[0]?.message
      if (message) return fault(message)
    }
  })

export type SeveralDraft = z.infer<typeof CreateSeveralForm>
