import { t } from '@/language/t.ts'
import { ApiCallView } from '@/ui/api-call-view.tsx'
import { Disclosure } from '@/ui/disclosure.tsx'
import { type ApiOperation, exampleOf } from './document.ts'

/** One call: who may make it, what it takes, and a line to try it with. */
export function ApiOperationView({ operation }: { operation: ApiOperation }) {
  const { name, method, schema, takesKey, isGranted, description } = operation
  const example = schema && exampleOf(schema)
  const call = {
    ...{ method, name },
    ...(example !== null && { input: example }),
    ...(takesKey && { idempotencyKey: 'choose-one-yourself' }),
  }
  const hint = isGranted ? undefined : t('Not with your rights')
  return (
    <Disclosure label={`${method} ${name}`} {...(hint && { hint })}>
      <p className="text-sm text-soft">{description}</p>
      <ApiCallView call={call} />
      {schema && (
        <div>
          <h3 className="mb-1.5 text-sm font-medium">{t('Input')}</h3>
          <pre
            className="max-h-96 overflow-auto rounded-lg bg-raised p-3 font-mono text-[0.8125rem]"
            // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
            tabIndex={0}
          >
            {JSON.stringify(schema, null, 2)}
          </pre>
        </div>
      )}
    </Disclosure>
  )
}
