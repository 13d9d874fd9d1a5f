/** Words of the page features/blacklist. */
export const blacklist = {} as const
