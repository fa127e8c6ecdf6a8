import type { ReactNode } from 'react'

/** One figure with its name; use inside <StatRow>. */
export function Stat({ label, children, hint }: { label: string; children: ReactNode; hint?: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-sm text-faint">{label}</dt>
      <dd className="mt-0.5 text-lg leading-7 font-medium tabular-nums break-words">{children}</dd>
      {hint && <dd className="text-sm text-faint">{hint}</dd>}
    </div>
  )
}

export function StatRow({ children }: { children: ReactNode }) {
  return <dl className="grid grid-cols-[repeat(auto-fit,minmax(8.5rem,1fr))] gap-x-6 gap-y-4">{children}</dl>
}
