'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useState } from 'react'
import { rich, t } from '@/language/t.ts'
import { Card } from '@/ui/card.tsx'
import { EmptyState } from '@/ui/empty-state.tsx'
import { PageHeader } from '@/ui/page-header.tsx'
import { SearchBox } from '@/ui/search-box.tsx'
import { QueryView } from '../feedback/query-view.tsx'
import { ApiOperationView } from './api-operation.tsx'
import { type ApiOperation, matches, operationsOf, type RawDocument } from './document.ts'

const DOCUMENT = '/api/openapi.json'
const BEARER = 'Authorization: Bearer'

async function readDocument(): Promise<ApiOperation[]> {
  const response = await fetch(DOCUMENT)
  if (!response.ok) throw new Error(`The document answered ${response.status}.`)
  return operationsOf((await response.json()) as RawDocument)
}

/** Every call that programs can make: the panel's own. */
export function ApiDocsPage() {
  const calls = useQuery({ queryKey: ['openapi'], queryFn: readDocument })
  const [search, setSearch] = useState('')
  return (
    <>
      <PageHeader
        crumbs={[{ label: t('Account'), href: '/account' }]}
        description={t('Programs can do what this panel does, with the same rules.')}
        title={t('API')}
      />
      <div className="space-y-5">
        <HowTo />
        <SearchBox
          initial=""
          label={t('Search calls')}
          onSearch={setSearch}
          placeholder={t('guest.start, memory, …')}
        />
        <QueryView query={calls}>
          {(all) => <Calls calls={all.filter((one) => matches(one, search))} />}
        </QueryView>
      </div>
    </>
  )
}

function HowTo() {
  return (
    <Card title={t('How to call it')}>
      <ul className="list-disc space-y-1.5 pl-5 text-soft">
        <li>
          {rich('Make a token under <a>Account</a> and send it as {header}, never in an address.', {
            a: (words) => (
              <Link className="text-accent underline" href="/account">
                {words}
              </Link>
            ),
            header: <code className="font-mono text-ink">{BEARER}</code>,
          })}
        </li>
        <li>
          {t('Reads are GET with the input as JSON in “input”; acts are POST with the input as JSON body.')}
        </li>
        <li>
          {t(
            'Errors have a code, a message, a hint and a requestId. With an Idempotency-Key an act happens once, however often it is sent.',
          )}
        </li>
        <li>
          {rich('The whole description is <a>OpenAPI 3.1</a>.', {
            a: (words) => (
              <a className="text-accent underline" href={DOCUMENT}>
                {words}
              </a>
            ),
          })}
        </li>
      </ul>
    </Card>
  )
}

function Calls({ calls }: { calls: readonly ApiOperation[] }) {
  if (calls.length === 0)
    return (
      <EmptyState icon="search" title={t('No such call')}>
        {t('Try one word of its name, like “guest” or “limit”.')}
      </EmptyState>
    )
  const groups = [...Map.groupBy(calls, ({ group }) => group)]
  return (
    <div className="space-y-6">
      {groups.map(([group, list]) => (
        <section aria-labelledby={`group-${group}`} key={group}>
          <h2 className="mb-2 font-semibold" id={`group-${group}`}>
            {group}
          </h2>
          <div className="space-y-2">
            {list.map((operation) => (
              <ApiOperationView key={operation.name} operation={operation} />
            ))}
          </div>
        </section>
      ))}
    </div>
  )
}
