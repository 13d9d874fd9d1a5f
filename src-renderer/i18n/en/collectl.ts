/** Words of the page features/collectl. */
export const collectl = {} as const
