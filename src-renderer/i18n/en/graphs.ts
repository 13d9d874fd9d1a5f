/** Words of the page features/graphs. */
export const graphs = {} as const
