export { buildTemplate } from './build.ts'
export { getTemplate } from './get.ts'
export { listTemplates } from './list.ts'
export { requireTemplateReady } from './require-ready.ts'
