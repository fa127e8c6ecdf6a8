import { z } from 'zod'
import { t } from '@/language/t.ts'
import { CreateGuestRequest } from '@/server/services/guest/model.ts'

const { name, templateId, initStyle } = CreateGuestRequest.shape

/** The request without its key; what was not chosen yet is said in words of the form. */
export const CreateGuestForm = z.object({
  customerId: z.string().min(1, { error: () => t('Choose who the guest is for.') }),
  planId: z.string().min(1, { error: () => t('Choose a plan with room.') }),
  templateId: z
    .string()
    .min(1, { error: () => t('Choose a template.') })
    .pipe(templateId),
  name: z
    .string()
    .min(1, { error: () => t('Give the guest a name.') })
    .pipe(name),
  initStyle,
})
