import { Skeleton, SkeletonRows } from '@/ui/skeleton.tsx'

export default function Loading() {
  return (
    <>
      <Skeleton className="mb-6 h-8 w-56" />
      <div className="rounded-2xl border border-line bg-surface">
        <SkeletonRows rows={6} />
      </div>
    </>
  )
}
