'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { AuditView } from '@/server/services/audit/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Card } from '@/ui/card.tsx'
import { EmptyState } from '@/ui/empty-state.tsx'
import { SearchBox } from '@/ui/search-box.tsx'
import { QueryView } from '../feedback/query-view.tsx'
import { AuditRows } from './audit-rows.tsx'
import { actionWords } from './audit-words.ts'

export function AuditList() {
  const trpc = useTRPC()
  const [search, setSearch] = useState('')
  const audit = useQuery(trpc.audit.list.queryOptions({}))
  return (
    <div className="space-y-4">
      <SearchBox
        initial=""
        label="Search the audit"
        onSearch={setSearch}
        placeholder="Person, action or guest"
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
                title={search ? `Nothing matches “${search}”` : 'Nothing has been recorded yet'}
              />
            )
          }}
        </QueryView>
      </Card>
    </div>
  )
}

function matches(row: AuditView, search: string): boolean {
  const text = `${row.userName} ${row.role} ${actionWords(row.action)} ${row.action} ${row.subject} ${row.detail ?? ''}`
  return text.toLowerCase().includes(search.toLowerCase())
}
