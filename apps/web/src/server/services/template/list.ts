import type { Template } from '@vserver/core/template/model'
import type { ServiceContext } from '../../context.ts'
import { localHub } from '../host/hub-of.ts'

export function listTemplates(ctx: ServiceContext): Promise<Template[]> {
  return localHub(ctx).agent.listTemplates()
}
