/** Words of the page features/overview. */
export const overview = {} as const
