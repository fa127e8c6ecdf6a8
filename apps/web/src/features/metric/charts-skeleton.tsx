import { Skeleton } from '@/ui/skeleton.tsx'

/** The place of charts and of what chooses their range, while their script comes. */
export function ChartsSkeleton() {
  return (
    <div className="space-y-4">
      <Skeleton className="h-9 w-72" />
      <Skeleton className="h-64 w-full" />
    </div>
  )
}
