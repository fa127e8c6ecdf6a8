import { expect, test } from 'vitest'
import { readToldByC, readToldByHost } from './host-sentences.ts'

test('sentences and steps of a host are found, with a place for each value; names, SQL and codes are none', () => {
  const source = `
    const WORDS = { swap: 'swap', nice: 'the nice value' }
    const RULES = [{ stage: 'spawn', message: 'The template of SUBJECT is not here.', hint: 'Build it first.' }]
    const fail = (name: string) => new VserverError('BUSY', \`Guest \${name} runs.\`, { subject: name })
    const end = { step: isCancelled ? 'Cancelled' : 'Failed', kind: 'Guest' }
    task.progress(version?.percent ?? 0, version?.step ?? 'Waiting')
    db.prepare('SELECT id FROM guest')
    import 'The Name.js'`
  expect(readToldByHost(source)).toEqual([
    'swap',
    'the nice value',
    'The template of {} is not here.',
    'Build it first.',
    'Guest {} runs.',
    'Cancelled',
    'Failed',
    'Waiting',
  ])
})

test('what a job in C says is found, put together from its parts; what is only a name with a reason is not', () => {
  const source = `
    return refuse(files, -EMLINK, "The guest has %u layers: "
                                  "fold them first", count);
    refuse(files, r, "A file /" VS_POOL_DIRECTORY ": rename it");
    {-ENOSPC, "No space left"},
    log_line(layer->files, "%s: %s", path, strerror(-r));
    log_line(files, "layer %u: %llu files", layer, count);`
  expect(readToldByC(source).toSorted()).toEqual([
    'A file /{}: rename it',
    'No space left',
    'The guest has {} layers: fold them first',
    'layer {}: {} files',
  ])
})
