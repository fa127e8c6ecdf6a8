import type { TemplateRef } from '@vserver/core/template/model'
import type { ServiceContext } from '../../context.ts'
import { localHub } from '../host/hub-of.ts'

export function readTemplateLog(
  ctx: ServiceContext,
  { id, offset }: { id: TemplateRef; offset: number },
): Promise<{ text: string; offset: number }> {
  return localHub(ctx).agent.readTemplateLog(id, offset)
}
