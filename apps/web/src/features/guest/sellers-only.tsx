'use client'

import type { ReactNode } from 'react'
import { t } from '@/language/t.ts'
import { EmptyState } from '@/ui/empty-state.tsx'
import { PageHeader } from '@/ui/page-header.tsx'
import { useMe } from '../session/me.tsx'

/** A page on which guests are ordered; who sells none is told who does. */
export function SellersOnly({ title, children }: { title: string; children: ReactNode }) {
  if (useMe().user.role === 'reseller') return children
  return (
    <>
      <PageHeader crumbs={[{ label: t('Guests'), href: '/guests' }]} title={title} />
      <EmptyState icon="guests" title={t('Guests are created by resellers')}>
        {t('Sign in as a reseller to create one.')}
      </EmptyState>
    </>
  )
}
