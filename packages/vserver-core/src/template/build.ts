import type { Host } from '../host.ts'
import { requireKnownTemplate } from './internal.ts'
import type { Template, TemplateId } from './model.ts'
import { toTemplate } from './to-template.ts'

/**
 * Begins a build, which goes on by itself; `getTemplate` tells how far it is. A template that is ready or being
 * built already is left alone.
 */
export async function buildTemplate(
  host: Host,
  input: { id: TemplateId; mirror: string },
): Promise<Template> {
  const known = requireKnownTemplate(input.id)
  const build = await host.templates.inspect(input.id)
  if (build.state !== 'ready' && build.state !== 'building') {
    await host.templates.build({ id: input.id, suite: known.suite, mirror: input.mirror })
  }
  return toTemplate(known, await host.templates.inspect(input.id))
}
