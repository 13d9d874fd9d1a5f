/** Words of the page features/hosts. */
export const hosts = {} as const
