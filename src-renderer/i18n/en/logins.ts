/** Words of the page features/logins. */
export const logins = {} as const
