import type { agentApi, TemplateRow } from './agent-api.ts'

type Api = ReturnType<typeof agentApi>

/** Asks for the template unless it is ready or on its way; returns what it is now. */
export async function ensureTemplate(api: Api, id: string): Promise<TemplateRow | undefined> {
  const find = async () => (await api.templates()).find((template) => template.id === id)
  const found = await find()
  if (found?.state === 'ready' || found?.state === 'building') return found
  await api.buildTemplate(id)
  return find()
}

/** Follows the build until it ends; one line, rewritten on a terminal. */
export async function followTemplate(api: Api, id: string): Promise<TemplateRow> {
  const startedAt = Date.now()
  let shown = ''
  for (;;) {
    const template = (await api.templates()).find((row) => row.id === id)
    if (!template) throw new Error(`The agent knows no template ${id}.`)
    if (template.state !== 'building') {
      if (process.stdout.isTTY && shown) process.stdout.write('\r\x1b[K')
      return template
    }
    shown = progressLine(template, shown, Date.now() - startedAt)
    await new Promise((resolve) => setTimeout(resolve, 1000))
  }
}

function progressLine(template: TemplateRow, shown: string, elapsedMs: number): string {
  const state = `${template.percent} %${template.step ? `, ${template.step}` : ''}`
  const line = `  ${template.label}: ${state} (${Math.round(elapsedMs / 1000)} s)`
  if (process.stdout.isTTY) process.stdout.write(`\r\x1b[K${line}`)
  else if (state !== shown) console.log(line)
  return state
}
