/** What was chosen so far, before it is valid. */
export type CreateGuestDraft = {
  customerId: string
  planId: string
  templateId: string
  name: string
  initStyle: string
}

export function draftOf(values: Record<string, unknown>): CreateGuestDraft {
  const text = (key: string) => (typeof values[key] === 'string' ? values[key] : '')
  return {
    customerId: text('customerId'),
    planId: text('planId'),
    templateId: text('templateId'),
    name: text('name'),
    initStyle: text('initStyle'),
  }
}
