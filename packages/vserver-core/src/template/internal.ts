import { VserverError } from '../errors.ts'
import { KNOWN_TEMPLATES, type TemplateId } from './model.ts'

export type KnownTemplate = (typeof KNOWN_TEMPLATES)[number]

export function requireKnownTemplate(id: TemplateId): KnownTemplate {
  const known = KNOWN_TEMPLATES.find((template) => template.id === id)
  if (known !== undefined) return known
  throw new VserverError('NOT_FOUND', `This host knows no template ${id}.`, {
    subject: id,
    hint: `Choose one of ${KNOWN_TEMPLATES.map((template) => template.id).join(', ')}.`,
  })
}
