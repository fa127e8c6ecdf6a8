import type { RowFaults } from './firewall-draft.ts'

/** What is wrong with a row, below it. */
export function BoxFaults({ faults }: { faults: RowFaults }) {
  const lines = new Set(Object.values(faults))
  return [...lines].map((line) => (
    <p className="mt-1.5 text-sm text-bad" key={line}>
      {line}
    </p>
  ))
}
