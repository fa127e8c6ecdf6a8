import type { ReactNode } from 'react'
import { Brand } from '../shell/brand.tsx'

/** The frame of the pages before the dashboard. */
export function AuthCard({
  title,
  description,
  children,
}: {
  title: string
  description: string
  children: ReactNode
}) {
  return (
    <main className="flex min-h-dvh flex-col items-center justify-center px-4 py-12">
      <div className="w-full max-w-sm">
        <div className="mb-8 flex justify-center">
          <Brand large />
        </div>
        <section className="rounded-2xl border border-line bg-surface p-7 shadow-card">
          <h1 className="text-xl font-semibold">{title}</h1>
          <p className="mt-1 mb-6 text-soft">{description}</p>
          {children}
        </section>
      </div>
    </main>
  )
}
