'use client'

import { QueryView } from '../feedback/query-view.tsx'
import { TemplateCard } from './template-card.tsx'
import { useTemplates } from './use-templates.ts'

export function TemplateList() {
  const templates = useTemplates()
  return (
    <QueryView query={templates}>
      {(rows) => (
        <ul className="space-y-5">
          {rows.map((template) => (
            <li key={template.id}>
              <TemplateCard template={template} />
            </li>
          ))}
        </ul>
      )}
    </QueryView>
  )
}
