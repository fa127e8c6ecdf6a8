/** A text that is the first argument of a call, as the title of a test is. */
const FIRST_ARGUMENT = /\(\s*(['"`])((?:\\.|(?!\1)[^\\])*)\1\s*,/g
/** Names of C test functions are titles too. */
const C_FUNCTION = /^static void test_([a-z0-9_]+)\(/gm
/** What a title leaves open: `${name}` and test.each's %s and $name. */
const OPEN = /\\\$\\\{.*?\\\}|%[sdifjo]|\\\$[a-zA-Z.]+/g

/** Tells whether a test of that exact title is in one of the texts. */
export function titleFinder(texts: readonly string[]): (title: string) => boolean {
  const exact = new Set<string>()
  const open: RegExp[] = []
  for (const text of texts) {
    for (const [, , raw = ''] of text.matchAll(FIRST_ARGUMENT)) {
      const title = raw.replaceAll(/\\(['"`])/g, '$1')
      const pattern = title.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
      const filled = pattern.replaceAll(OPEN, '.+')
      if (filled === pattern) exact.add(title)
      else if (/[a-z]{3}/.test(title.replaceAll(/\$\{.*?\}|%[sdifjo]|\$[a-zA-Z.]+/g, '')))
        open.push(new RegExp(`^${filled}$`))
    }
    for (const [, name = ''] of text.matchAll(C_FUNCTION)) exact.add(name.replaceAll('_', ' '))
  }
  return (title) => exact.has(title) || open.some((pattern) => pattern.test(title))
}
