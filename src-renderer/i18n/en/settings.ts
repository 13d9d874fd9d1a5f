/** Words of the page features/settings. */
export const settings = {} as const
