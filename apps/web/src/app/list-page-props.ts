/** Of a page whose list is searched and turned over in its address. */
export type ListPageProps = { searchParams: Promise<{ q?: string | string[]; page?: string | string[] }> }
