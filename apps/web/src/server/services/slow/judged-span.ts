import { MINUTE_MS } from '@vserver/core/units'
import type { Span } from '../../agent/agent.ts'
import type { ServiceContext } from '../../context.ts'
import type { Range } from '../sample/model.ts'
import { spanOf } from '../sample/range.ts'

/** Less says nothing. */
const LEAST_MS = MINUTE_MS

/** What a guest is judged by: time before it was made is no time of which nothing is known. */
export function judgedSpan(
  ctx: Pick<ServiceContext, 'now'>,
  range: Range,
  { createdAt }: { createdAt: Date },
): Span {
  const { fromMs, toMs } = spanOf(ctx, range)
  return { fromMs: Math.min(Math.max(fromMs, createdAt.getTime()), toMs - LEAST_MS), toMs }
}
