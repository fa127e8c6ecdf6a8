'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { t } from '@/language/t.ts'
import type { AuditView } from '@/server/services/audit/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Card } from '@/ui/card.tsx'
import { EmptyState } from '@/ui/empty-state.tsx'
import { SearchBox } from '@/ui/search-box.tsx'
import { QueryView } from '../feedback/query-view.tsx'
import { AuditRows } from './audit-rows.tsx'
import { actionWords, roleWords } from './audit-words.ts'

export function AuditList() {
  const trpc = useTRPC()
  const [search, setSearch] = useState('')
  const audit = useQuery(trpc.audit.list.queryOptions({}))
  return (
    <div className="space-y-4">
      <SearchBox
        initial=""
        label={t('Search the audit')}
        onSearch={setSearch}
        placeholder={t('Person, action or guest')}
      />
      <Card flush>
        <QueryView query={audit}>
          {(rows) => {
            const shown = rows.filter((row) => matches(row, search))
            return shown.length > 0 ? (
              <AuditRows rows={shown} />
            ) : (
              <EmptyState
                icon="audit"
                title={
                  search ? t('Nothing matches “{search}”', { search }) : t('Nothing has been recorded yet')
                }
              />
            )
          }}
        </QueryView>
      </Card>
    </div>
  )
}

function matches(row: AuditView, search: string): boolean {
  const text = `${row.userName} ${roleWords(row.role)} ${actionWords(row.action, row.subject)} ${row.action} ${row.detail ?? ''}`
  return text.toLowerCase().includes(search.toLowerCase())
}
