import { barShares } from './traffic-words.ts'

type Month = { from: string; inBytes: number; outBytes: number }

/** A glance at the last months; the table below says the same in figures. */
export function MonthBars({ months }: { months: readonly Month[] }) {
  const shares = barShares(months)
  return (
    <div aria-hidden="true" className="mb-3 flex h-16 items-end gap-1.5 border-b border-line">
      {months.map(({ from }, index) => (
        <span
          className="max-w-10 flex-1 rounded-t bg-accent/80"
          key={from}
          style={{ height: `${(shares[index] ?? 0) * 100}%` }}
        />
      ))}
    </div>
  )
}
