import { KNOWN_TEMPLATES, type KnownTemplate, type TemplateName } from './model.ts'

export function findKnown(name: TemplateName): KnownTemplate | null {
  return KNOWN_TEMPLATES.find((template) => template.name === name) ?? null
}
