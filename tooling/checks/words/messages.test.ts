import { expect, test } from 'vitest'
import { readWords, type Said } from './messages.ts'

const texts = (said: Said[]) => said.map(({ text }) => text)

test('what a reader would see in English only is found, and what nobody reads is not', () => {
  const source = `
    const LABEL = { on: 'Up since', off: msg('Never started') }
    export const Page = ({ name }: { name: string }) => (
      <p className="Some classes here" title="Its name" placeholder="/srv/data">
        Hello <b>you</b> {t('There is one')} {\`\${name} has ended\`} {name === 'Not this' ? ' GiB' : '–'}
        <Card action={<button>Stop it</button>} />
        <input placeholder="192.0.2.53, 2001:db8::53" />
        <Table placeholder="https://" rowKey={(row) => \`host:\${row}\`} />
      </p>
    )
    function fail() { throw new Error('Not for readers') }`
  expect(texts(readWords(source, 'page.tsx').bare)).toEqual([
    'Up since',
    'Its name',
    'Hello',
    'you',
    ' has ended',
    'Stop it',
  ])
})

test('an element that is given as an attribute is read too', () => {
  const source = `
    export const page = <Card action={<Button>Save it</Button>} name={t('Its name')} key={\`\${a} is no word\`} />`
  const words = readWords(source, 'page.tsx')
  expect(texts(words.bare)).toEqual(['Save it'])
  expect(texts(words.messages)).toEqual(['Its name'])
})

test('messages are what is given to t, rich and msg, and may not be said when a file is loaded', () => {
  const source = `
    const early = t('Too early')
    const LABEL = msg('In time')
    export const say = () => [t('Said {count}', { count: 1 }), rich('With <a>this</a>', {}), t(LABEL)]`
  const words = readWords(source, 'say.ts')
  expect(texts(words.messages)).toEqual(['Too early', 'In time', 'Said {count}', 'With <a>this</a>'])
  expect(texts(words.tooEarly)).toEqual(['Too early'])
  expect(words.bare).toEqual([])
})

test('what stands in an element that is given as an attribute is heard', () => {
  const source = `
    export const Page = () => <Notice action={<button>{t('Do it')} Or else</button>} className={t('Odd')} />`
  const words = readWords(source, 'page.tsx')
  expect(texts(words.messages)).toEqual(['Do it', 'Odd'])
  expect(texts(words.bare)).toEqual(['Or else'])
})

test('values that go with a message are seen where they are written out', () => {
  const source = `
    const say = () => [t('{a} and {b}', { a, ...{ b: 1 } }), t('{a}', values), t('{a}'), msg('{a}')]`
  expect(readWords(source, 'say.ts').messages.map(({ given }) => given)).toEqual([['a', 'b'], null, [], null])
})
