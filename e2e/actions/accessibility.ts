import { createRequire } from 'node:module'
import { expect, type Page } from '@playwright/test'

const require = createRequire(import.meta.url)

type Violation = { id: string; impact: string | null; nodes: { html: string; failureSummary: string }[] }

/** No finding of axe-core that is serious or worse. */
export async function expectAccessible(page: Page): Promise<void> {
  expect(await findGrave(page)).toEqual([])
}

/** A colour on its way from one theme to the other is nobody's; what inherits it sets out when it arrives. */
const COLOURS_ARRIVED = `(async () => {
  const moving = () => document.getAnimations().filter((one) => one instanceof CSSTransition)
  while (moving().length > 0) await Promise.allSettled(moving().map(({ finished }) => finished))
})()`

/** What axe-core calls serious or critical, a line each; by these rules alone or all. Source: axe-core, API, axe.run. */
export async function findGrave(page: Page, rules?: string[]): Promise<string[]> {
  await page.evaluate(COLOURS_ARRIVED)
  await page.addScriptTag({ path: require.resolve('axe-core/axe.min.js') })
  const options = JSON.stringify(rules ? { runOnly: { type: 'rule', values: rules } } : {})
  const violations: Violation[] = await page.evaluate(
    `axe.run(${options}).then(({ violations }) => violations)`,
  )
  const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
  return grave.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join('\n  ')}`)
}
